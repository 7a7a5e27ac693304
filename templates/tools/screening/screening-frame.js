/* Much that is shown is shown piece by piece, so that the page answers in between. */

/* Resolves once what is there was drawn; on a page that nobody sees, a little later. */
export const frame = () =>
  new Promise((resolve) => {
    const unseen = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(unseen);
      setTimeout(resolve);
    });
  });
