// Tests need no style sheets.
module.exports = {};
