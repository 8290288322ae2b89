// Plain ES5, so that a browser too old for the page itself can still say so.
(() => {
  var capable =
    'noModule' in document.createElement('script') &&
    'fetch' in window &&
    'replaceAll' in String.prototype &&
    'RTCRtpTransceiver' in window;
  if (!capable) {
    document.getElementById('old-browser').removeAttribute('hidden');
    document.getElementById('app').setAttribute('hidden', 'hidden');
  }
})();
