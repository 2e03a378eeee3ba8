// The dashboard's beginning: theme, live data, then the page that the address names.
import { render } from "preact";
import { App } from "./app";
import { startLive } from "./api/live";
import { applyTheme } from "./theme";
import "./style.css";

applyTheme();
startLive();
const place = document.getElementById("app");
if (place) render(<App />, place);
