// Click a column's head to sort by it, click again to turn the order round.
(function () {
  "use strict";
  function key(row, column) {
    var cell = row.cells[column];
    var given = cell.getAttribute("data-sort");
    return given !== null && given !== "" ? given : cell.textContent.trim().toLowerCase();
  }
  function compare(a, b) {
    var x = Number(a), y = Number(b);
    if (!isNaN(x) && !isNaN(y)) { return x - y; }
    return String(a).localeCompare(String(b), "en");
  }
  function sort(table, column) {
    var head = table.tHead.rows[0].cells[column];
    var up = head.getAttribute("aria-sort") !== "ascending";
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (th) {
      th.removeAttribute("aria-sort");
    });
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    var body = table.tBodies[0];
    Array.prototype.slice.call(body.rows)
      .sort(function (p, q) { return (up ? 1 : -1) * compare(key(p, column), key(q, column)); })
      .forEach(function (row) { body.appendChild(row); });
  }
  Array.prototype.forEach.call(document.querySelectorAll("table.sortable"), function (table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (th, column) {
      if (!th.textContent.trim()) { return; }
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = th.textContent;
      button.title = "Sort by this column";
      button.addEventListener("click", function () { sort(table, column); });
      th.textContent = "";
      th.appendChild(button);
    });
  });
})();
