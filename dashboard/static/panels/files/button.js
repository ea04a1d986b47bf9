// A button of Streamlit's panels whose press is never lost.
import { el, replace } from "../../shared/dom.js";
import { inStyle, tellServer } from "../../shared/component.js";

/** @param component {{parentElement, data: {words: string}, setStateValue}} as panels.show_button makes it */
export const show = inStyle(["shared/panels"], (component) => {
  replace(component.parentElement, el("button", {
    type: "button", "data-key": "press", onclick: () => tellServer(component, "press", true),
  }, component.data.words));
});
