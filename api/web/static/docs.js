// Shows the OpenAPI document. A file of its own, since the pages allow no inline script.
window.addEventListener("DOMContentLoaded", () => {
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#docs",
    // A link within the button of each operation would be one control in another.
    deepLinking: false,
    validatorUrl: null,
  });
});
