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

export async function create(element, address, figure) {
  const plotly = await load(address);
  const config = { displayModeBar: false, doubleClick: false, scrollZoom: false, showTips: false };
  let current = figure;

  const draw = () => {
    const shown = resolved(current, getComputedStyle(document.documentElement));
    return plotly.react(element, shown.data, { ...shown.layout, autosize: true }, config);
  };
  // A hidden drawing has no width; it is fitted when it shows again.
  const fit = new ResizeObserver(() => element.clientWidth > 0 && plotly.Plots.resize(element));

  // On paper a drawing is as wide as its place, whatever that is, and its words stay readable: drawn narrow, then scaled.
  const toPaper = () => {
    const height = Math.round(element.clientHeight * PAPER_SHARE);
    const shown = resolved(current, getComputedStyle(document.documentElement));
    plotly.react(element, shown.data, { ...shown.layout, autosize: false, width: PAPER_WIDTH, height }, config);
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
