// Shows the OpenAPI document. A file of its own, since the pages allow no inline script.

// The vendored part is dark by a class of the page, ours by what the reader prefers: the one follows the other.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

window.addEventListener("DOMContentLoaded", () => {
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#docs",
    // A link within the button of each operation would be one control in another.
    deepLinking: false,
    validatorUrl: null,
  });
});
