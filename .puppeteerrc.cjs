/** The tests use the Chromium or Chrome that is there (scripts/lib/browser.mjs): installing the packages fetches none. */
module.exports = { skipDownload: true }
