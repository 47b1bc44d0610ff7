// Elements from templates, and what draws them: the vendored Preact and htm.
export { html, render, Component } from "./vendor/preact-htm.js";
