// Stands for style sheets and for the icon loader, which would fetch images.
module.exports = { __esModule: true, default: () => null };
