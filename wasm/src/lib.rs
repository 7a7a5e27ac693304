//! The calculator in the browser.
