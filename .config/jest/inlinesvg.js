const React = require('react');

/** Stands for the icon loader, which would fetch images: an empty image that can be found and clicked. */
function Svg({ src, cacheRequests, uniquifyIDs, loader, innerRef, title, ...rest }) {
  return React.createElement('svg', { ...rest, ref: innerRef }, title && React.createElement('title', null, title));
}

module.exports = { __esModule: true, default: Svg };
