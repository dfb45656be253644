// Draws every [data-chart="id"]: the id names a <script type="application/json"> with what components/charts.html writes.
import * as echarts from "echarts/core";
import { BarChart, GraphChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendPlainComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { options } from "./js/chart-options.js";

echarts.use([BarChart, GraphChart, LineChart, PieChart, GridComponent, LegendPlainComponent, TooltipComponent, SVGRenderer]);

const drawn = new Map();

function draw(place) {
  const source = document.getElementById(place.dataset.chart);
  if (!source) return;
  const chart = drawn.get(place) ?? echarts.init(place, null, { renderer: "svg" });
  drawn.set(place, chart);
  chart.setOption(options(JSON.parse(source.textContent), getComputedStyle(place)), true);
}

const drawAll = (part = document) => part.querySelectorAll("[data-chart]").forEach(draw);

function forgetGone() {
  for (const [place, chart] of drawn) {
    if (!place.isConnected) {
      chart.dispose();
      drawn.delete(place);
    }
  }
}

drawAll();
addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
addEventListener("beforeprint", () => drawn.forEach((chart) => chart.resize()));
document.addEventListener("htmx:afterSettle", () => { forgetGone(); drawAll(); });
new MutationObserver(() => drawAll()).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
