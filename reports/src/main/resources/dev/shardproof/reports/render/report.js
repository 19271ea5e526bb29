
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("chart-data").textContent);
  var root = document.documentElement;
  var charts = [];

  function colour(name) {
    return getComputedStyle(root).getPropertyValue("--" + name).trim();
  }

  function hatch(context, stroke, ratio) {
    var tile = document.createElement("canvas");
    var size = Math.round(8 * ratio);
    tile.width = tile.height = size;
    var pen = tile.getContext("2d");
    pen.strokeStyle = stroke;
    pen.lineWidth = 1.5 * ratio;
    pen.beginPath();
    for (var shift = -size; shift <= size; shift += size) {
      pen.moveTo(shift, size);
      pen.lineTo(shift + size, 0);
    }
    pen.stroke();
    return context.createPattern(tile, "repeat");
  }

  // The part of a band that lies in the plot, in canvas pixels; never thinner than two pixels, so that a short
  // cut-over is still seen.
  function extent(chart, band) {
    var box = chart.bbox;
    var from = Math.max(box.left, chart.valToPos(band.from, "x", true));
    var to = Math.min(box.left + box.width, chart.valToPos(band.to, "x", true));
    if (from > box.left + box.width || to < box.left) {
      return null;
    }
    return { from: from, width: Math.max(2 * devicePixelRatio, to - from) };
  }

  function bands(chart) {
    var pen = chart.ctx;
    var box = chart.bbox;
    pen.save();
    data.phases.forEach(function (phase, i) {
      var part = extent(chart, phase);
      if (part) {
        pen.fillStyle = colour(i % 2 ? "band-b" : "band-a");
        pen.fillRect(part.from, box.top, part.width, box.height);
      }
    });
    data.faults.forEach(function (fault) {
      var part = extent(chart, fault);
      if (part) {
        pen.fillStyle = hatch(pen, colour("band-fault"), devicePixelRatio);
        pen.fillRect(part.from, box.top, part.width, box.height);
        pen.strokeStyle = colour("fault");
        pen.lineWidth = devicePixelRatio;
        pen.strokeRect(part.from, box.top, part.width, box.height);
      }
    });
    pen.restore();
  }

  // Names stand above the plot, each over the start of its band, in the first of the rows where it hits no other.
  function labels(chart) {
    var pen = chart.ctx;
    var ratio = devicePixelRatio;
    var rows = [0, 0, 0];
    var right = chart.bbox.left + chart.bbox.width;
    pen.save();
    pen.font = 12 * ratio + "px system-ui, sans-serif";
    pen.textBaseline = "bottom";
    pen.textAlign = "left";
    function place(band, ink) {
      var part = extent(chart, band);
      if (!part) {
        return;
      }
      var width = pen.measureText(band.name).width;
      var x = Math.min(part.from, right - width);
      for (var row = 0; row < rows.length; row++) {
        if (rows[row] <= x) {
          pen.fillStyle = ink;
          pen.fillText(band.name, x, chart.bbox.top - (3 + 15 * row) * ratio);
          rows[row] = x + width + 10 * ratio;
          return;
        }
      }
    }
    function inked(ink) {
      return function (band) { return { band: band, ink: colour(ink) }; };
    }
    data.phases.map(inked("soft")).concat(data.faults.map(inked("fault")))
      .sort(function (a, b) { return a.band.from - b.band.from; })
      .forEach(function (each) { place(each.band, each.ink); });
    pen.restore();
  }

  function powersOfTen(chart, values) {
    return values.map(function (value) { return Math.abs(Math.log10(value) % 1) < 1e-6 ? value : null; });
  }

  function axis(extra, gridFilter) {
    return Object.assign({
      stroke: colour("soft"),
      grid: Object.assign({ stroke: colour("line"), width: 1 }, gridFilter ? { filter: gridFilter } : {}),
      ticks: { stroke: colour("line"), width: 1 },
      font: "12px system-ui, sans-serif"
    }, extra);
  }

  function milliseconds(value) {
    return value == null ? "–" : value >= 1000 ? (value / 1000).toPrecision(3) + " s" : value.toPrecision(3) + " ms";
  }

  function draw(id, height, series, columns, yScale, yAxis) {
    var place = document.getElementById(id);
    place.textContent = "";
    var chart = new uPlot({
      width: place.clientWidth,
      height: height,
      padding: [52, 12, 0, 0],
      cursor: { sync: { key: "run" }, drag: { x: true, y: false } },
      scales: { x: { time: false }, y: yScale },
      axes: [
        axis({ size: 34, values: function (u, ticks) { return ticks.map(function (t) { return t + " s"; }); } }),
        axis(Object.assign({ size: 70 }, yAxis), yScale.distr === 3 ? powersOfTen : null)
      ],
      series: [{ label: "second", value: function (u, v) { return v == null ? "–" : v + " s"; } }].concat(series),
      hooks: { drawClear: [bands], draw: [labels] }
    }, [data.seconds].concat(columns), place);
    charts.push({ chart: chart, place: place, height: height });
  }

  function drawAll() {
    charts.forEach(function (each) { each.chart.destroy(); });
    charts = [];
    draw("latency-over-time", 340, [
      { label: "p50", stroke: colour("p50"), width: 1.5, value: function (u, v) { return milliseconds(v); } },
      { label: "p99", stroke: colour("p99"), width: 1.5, value: function (u, v) { return milliseconds(v); } }
    ], [data.p50, data.p99], { distr: 3, log: 10 }, {
      values: function (u, ticks) {
        return ticks.map(function (t) { return t == null ? "" : t >= 1000 ? t / 1000 + " s" : t + " ms"; });
      }
    });
    draw("rate-over-time", 260, [
      { label: "offered/s", stroke: colour("soft"), width: 1, dash: [5, 4] },
      { label: "completed/s", stroke: colour("pass"), width: 1.5 },
      { label: "failed/s", stroke: colour("fail"), width: 1.5 }
    ], [data.offered, data.completed, data.failed], {
      range: { min: { soft: 0, mode: 1 }, max: { pad: 0.1, soft: 1, mode: 2 } }
    }, {});
  }

  drawAll();
  new ResizeObserver(function () {
    charts.forEach(function (each) {
      if (each.place.clientWidth !== each.chart.width) {
        each.chart.setSize({ width: each.place.clientWidth, height: each.height });
      }
    });
  }).observe(document.body);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  addEventListener("beforeprint", function () { root.setAttribute("data-print", ""); drawAll(); });
  addEventListener("afterprint", function () { root.removeAttribute("data-print"); drawAll(); });
})();
