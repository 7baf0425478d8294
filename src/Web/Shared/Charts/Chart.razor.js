// Loads plotly.js once, when the first chart is drawn, and draws figures in the colours of the theme.
let library;

function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(address, document.baseURI).href;
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => {
      library = undefined;
      script.remove();
      reject(new Error(`The chart library could not be loaded from ${script.src}.`));
    };
    document.head.append(script);
  });
  return library;
}

// Width of a drawing on paper before it is scaled, in pixels, and the part of its height that it keeps.
const PAPER_WIDTH = 420;
const PAPER_SHARE = 0.72;

const pen = document.createElement("canvas").getContext("2d");

// plotly.js knows the older ways of writing a colour only; a canvas writes every colour so.
function plain(text) {
  if (!CSS.supports("color", text)) {
    return text;
  }
  pen.fillStyle = text;
  return pen.fillStyle;
}

function resolved(value, styles) {
  if (typeof value === "string") {
    const token = /^var\((--[\w-]+)\)$/.exec(value);
    return token ? plain(styles.getPropertyValue(token[1]).trim()) : value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => resolved(item, styles));
  }
  return value && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, styles)]))
    : value;
}

// Words must not run over the drawing's edge; all of them stand in the table and under the pointer.
function cut(text, room) {
  const entities = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  const whole = text.replaceAll(/&(?:lt|gt|amp);/g, (entity) => entities[entity]);
  const letters = [...whole];
  const words = (count) => (count < letters.length ? letters.slice(0, count).join("").trimEnd() + "…" : whole);
  let count = letters.length;
  while (count > 1 && pen.measureText(words(count)).width > room) {
    count -= 1;
  }
  return count === letters.length
    ? text
    : words(count).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function fitted(layout, width) {
  const room = width - (layout.margin?.l ?? 0) - (layout.margin?.r ?? 0);
  const annotations = layout.annotations?.map((a) => {
    if (a.xref !== "paper" || a.x !== 0 || a.xanchor !== "left" || room <= 0) {
      return a;
    }
    pen.font = `${a.font?.size ?? 12}px ${layout.font?.family ?? "sans-serif"}`;
    return { ...a, text: cut(a.text, room) };
  });
  return annotations ? { ...layout, annotations } : layout;
}

const words = (layout) => (layout.annotations ?? []).map((a) => a.text).join("\n");

export async function create(element, address, figure) {
  const plotly = await load(address);
  const config = { displayModeBar: false, doubleClick: false, scrollZoom: false, showTips: false };
  let current = figure;
  let drawn = "";

  const shown = (width) => {
    const { data, layout } = resolved(current, getComputedStyle(document.documentElement));
    return { data, layout: fitted(layout, width) };
  };
  const draw = () => {
    const { data, layout } = shown(element.clientWidth);
    drawn = words(layout);
    return plotly.react(element, data, { ...layout, autosize: true }, config);
  };
  // A hidden drawing has no width; it is fitted when it shows again.
  const fit = new ResizeObserver(() => {
    if (element.clientWidth === 0) {
      return;
    }
    if (words(shown(element.clientWidth).layout) === drawn) {
      plotly.Plots.resize(element);
    } else {
      draw();
    }
  });

  // On paper a drawing is as wide as its place, whatever that is, and its words stay readable: drawn narrow, then scaled.
  const toPaper = () => {
    const height = Math.round(element.clientHeight * PAPER_SHARE);
    const { data, layout } = shown(PAPER_WIDTH);
    plotly.react(element, data, { ...layout, autosize: false, width: PAPER_WIDTH, height }, config);
    element.style.setProperty("--ratio", PAPER_WIDTH / height);
    for (const svg of element.querySelectorAll(".main-svg")) {
      svg.setAttribute("viewBox", `0 0 ${PAPER_WIDTH} ${height}`);
    }
  };
  const toScreen = () => {
    for (const svg of element.querySelectorAll(".main-svg")) {
      svg.removeAttribute("viewBox");
    }
    draw();
  };

  await draw();
  document.addEventListener("themechange", draw);
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", toScreen);
  fit.observe(element);

  return {
    update(next) {
      current = next;
      return draw();
    },
    download(format, filename) {
      return plotly.downloadImage(element, {
        format,
        filename,
        width: element.clientWidth,
        height: element.clientHeight,
        scale: format === "png" ? 2 : 1,
      });
    },
    dispose() {
      document.removeEventListener("themechange", draw);
      removeEventListener("beforeprint", toPaper);
      removeEventListener("afterprint", toScreen);
      fit.disconnect();
      plotly.purge(element);
    },
  };
}
