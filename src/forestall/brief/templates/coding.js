// Click a number of incidents to see which they are.
(function () {
  "use strict";
  var room = document.getElementById("incidents");
  var told = room.querySelector(".picked");
  function each(selector, what) { Array.prototype.forEach.call(document.querySelectorAll(selector), what); }
  function show(ids) {
    each("#incidents tbody tr", function (row) {
      row.hidden = ids !== null && !ids[row.getAttribute("data-with") || row.id];
    });
    told.hidden = ids === null;
  }
  each("a.count", function (link) {
    link.addEventListener("click", function () {
      var ids = {}, numbers = link.getAttribute("data-of").split(" ");
      numbers.forEach(function (number) { ids["i" + number] = true; });
      var row = link.closest("tr"), name = row.cells[0].textContent.trim();
      var caption = link.closest("table").caption.textContent.trim();
      told.firstElementChild.textContent = "Shown: " + numbers.length + " of " +
        room.querySelectorAll("tbody tr[id]").length + " (" + caption + ": " + name + ")";
      show(ids);
    });
  });
  told.querySelector("button").addEventListener("click", function () { show(null); });
})();
