// Before anything is drawn: the theme that was chosen here last time.
"use strict";
try {
  const theme = localStorage.getItem("referat.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* storage is switched off: the system's theme it is */ }
