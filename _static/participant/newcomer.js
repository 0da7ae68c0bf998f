// Goes on for a browser, which a program that fetches the address is not. Nothing is pressed, and nothing comes back here.

const form = document.getElementById("newcomer-form");

function goOn() {
  location.replace(`${location.pathname}?${new URLSearchParams(new FormData(form))}`);
}

// A page that was loaded ahead is not yet anybody's.
if (document.prerendering) document.addEventListener("prerenderingchange", goOn, { once: true });
else goOn();
