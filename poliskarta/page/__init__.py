"""The map page: one HTML file that needs no network, and the page to settle answers on."""
