/* Words of 干部筛查. */

/* A whole number with commas. The browser's own way loads the conventions of all languages first, which stops the page for a while. */
export const figure = (number) => String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
