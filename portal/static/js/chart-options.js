// From plain data to an ECharts option: {type, labels, series: [{name, values, dashed}], unit, locale} or, for a graph, {nodes, links}.
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The page's own colours, resolved: ECharts does not read custom properties. */
function paint(style) {
  const probe = document.createElement("span");
  document.body.append(probe);
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const names = ["ink", "muted", "line", "surface", "primary", "accent", "done", "wait", "late"];
  const colours = Object.fromEntries(names.map((name) => [name, colour(name)]));
  probe.remove();
  return { ...colours, font: style.fontFamily, width: parseFloat(style.width) };
}

export function options(data, style) {
  const p = paint(style);
  const number = new Intl.NumberFormat(data.locale === "en" ? "en-GB" : "zh-CN", { maximumFractionDigits: 2 });
  const unit = /^[a-z]/i.test(data.unit ?? "") ? ` ${data.unit}` : data.unit ?? ""; // "416.88 yuan", but "63.2%"
  const say = (value) => (value === null || value === undefined ? "–" : `${number.format(value)}${unit}`);
  const text = { color: p.ink, fontFamily: p.font, fontSize: 0.875 * parseFloat(getComputedStyle(document.documentElement).fontSize) };
  const common = {
    animation: !still,
    animationDuration: 150,
    color: [p.primary, p.accent, p.done, p.late, p.muted],
    textStyle: text,
    tooltip: {
      renderMode: "richText", confine: true, valueFormatter: say, backgroundColor: p.surface, borderColor: p.line, textStyle: text,
    },
  };
  const shapes = { bar: axes, line: axes, pie, graph };
  return { ...common, ...(shapes[data.type] ?? axes)(data, p, text, say, common.tooltip) };
}

function axes(data, p, text, say, tooltip) {
  const several = data.series.length > 1;
  const line = data.type === "line";
  const small = { ...text, color: p.muted };
  const names = { type: "category", data: data.labels, axisLabel: small, axisLine: { lineStyle: { color: p.line } }, axisTick: { show: false }, inverse: !!data.lying };
  const whole = data.unit === "%" && data.series.every((one) => one.values.every((value) => value === null || value <= 100));
  const values = { type: "value", name: data.lying ? undefined : data.unit, nameTextStyle: { ...small, align: "left" }, axisLabel: { ...small, hideOverlap: true, show: !(data.lying && !several) }, splitLine: { lineStyle: { color: p.line } }, splitNumber: 4, min: data.min, max: data.max ?? (whole ? 100 : undefined) };
  const label = { show: !line && !several, position: data.lying ? "right" : "top", color: p.ink, formatter: ({ value }) => say(value) };
  return {
    tooltip: { ...tooltip, trigger: "axis" },
    grid: { left: 8, right: line ? 88 : data.lying ? 64 : 16, top: 28, bottom: several && !line ? 36 : 8, containLabel: true, outerBoundsMode: "same" },
    legend: several && !line ? { bottom: 0, textStyle: text, icon: "roundRect" } : undefined,
    xAxis: data.lying ? values : names,
    yAxis: data.lying ? names : values,
    series: data.series.map((one) => ({
      type: data.type, name: one.name, data: one.values, label, barMaxWidth: 36, symbolSize: 7, symbol: one.dashed ? "none" : undefined,
      lineStyle: { width: one.dashed ? 1.5 : 2.5, type: one.dashed ? "dashed" : "solid" },
      itemStyle: { borderRadius: line ? 0 : 3 }, endLabel: { show: line, formatter: several ? "{a}" : ({ value }) => say(value), color: p.ink },
      emphasis: { disabled: true },
    })),
  };
}

function pie(data, p, text, say) {
  const values = data.series[0].values.map((value, at) => ({ value, name: data.labels[at] }));
  const words = (name) => `${name} ${say(values.find((one) => one.name === name)?.value)}`;
  const narrow = p.width < 480; // no room for labels beside the ring
  return {
    legend: narrow ? { bottom: 0, textStyle: text, formatter: words, icon: "roundRect" } : undefined,
    series: [{
      type: "pie", radius: ["45%", "70%"], data: values, itemStyle: { borderColor: p.surface, borderWidth: 2 },
      label: { ...text, show: !narrow, formatter: ({ name }) => words(name) }, labelLine: { lineStyle: { color: p.muted } },
    }],
  };
}

function graph(data, p, text) {
  return {
    series: [{
      type: "graph", layout: "force", roam: false, draggable: false, data: data.nodes.map((node) => ({ symbolSize: 28, ...node })),
      links: data.links, label: { ...text, show: true, position: "bottom" }, force: { repulsion: 260, edgeLength: 110, layoutAnimation: false },
      lineStyle: { color: p.muted, width: 1.5 }, edgeLabel: { ...text, color: p.muted, show: true, formatter: ({ data: link }) => link.name ?? "" },
    }],
  };
}
