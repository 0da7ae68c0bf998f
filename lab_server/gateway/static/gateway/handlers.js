// The security policy runs no code written into an attribute. These are the calls that oTree's pages write there.

const CALLS = {
  "advanceUsers()": () => window.advanceUsers(),
  "advanceSelectedUser()": () => window.advanceSelectedUser(),
  "changeAdvanceParticipantsMode(this.value)": (element) => window.changeAdvanceParticipantsMode(element.value),
  "confirmActive()": () => window.confirmActive(),
};
const FILTER = /^filterGroup\((\d+)\)$/;

for (const kind of ["click", "change"]) {
  document.addEventListener(kind, (event) => {
    const element = event.target.closest(`[data-on${kind}]`);
    if (!element) return;
    const call = element.getAttribute(`data-on${kind}`);
    const filter = FILTER.exec(call);
    if (filter) window.filterGroup(Number(filter[1]));
    else CALLS[call]?.(element);
  });
}
