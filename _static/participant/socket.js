// A connection to one of oTree's websockets that comes back by itself after an interruption.

export function connect(path, onMessage) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new window.ReconnectingWebSocket(`${scheme}//${location.host}${path}`);
  socket.onmessage = (event) => onMessage(JSON.parse(event.data));
  return socket;
}
