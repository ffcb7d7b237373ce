// SPDX-License-Identifier: Apache-2.0
// What is copied is exact: an element with data-exact is shown rounded and with the marks of the
// language, and goes to the clipboard as the API wrote it.

/** The text of a selection, cells parted by tabs and rows by line ends. */
export function exactText(content: DocumentFragment): string {
  content.querySelectorAll('[data-exact]').forEach((element) => {
    element.textContent = element.getAttribute('data-exact');
  });
  content.querySelectorAll('[data-uncopied]').forEach((element) => element.remove());
  content.querySelectorAll('[role="cell"], [role="gridcell"], td, th').forEach((cell) => {
    if (cell.nextElementSibling) cell.append('\t');
  });
  content.querySelectorAll('[role="row"], tr, li, p').forEach((row) => row.append('\n'));
  return (content.textContent ?? '').replace(/\n+$/, '');
}

export function copyExactly(target: Document): () => void {
  const listen = (event: ClipboardEvent) => {
    const selection = target.getSelection();
    if (!selection || selection.isCollapsed || !event.clipboardData) return;
    const edited = target.activeElement;
    if (edited instanceof HTMLInputElement || edited instanceof HTMLTextAreaElement) return;
    const range = selection.getRangeAt(0);
    const content = range.cloneContents();
    // A selection inside one number is meant as the whole number.
    const inside = range.commonAncestorContainer.parentElement?.closest('[data-exact]');
    if (!inside && !content.querySelector('[data-exact]')) return;
    const exact = inside?.getAttribute('data-exact') ?? exactText(content);
    event.clipboardData.setData('text/plain', exact);
    event.preventDefault();
  };
  target.addEventListener('copy', listen);
  return () => target.removeEventListener('copy', listen);
}
