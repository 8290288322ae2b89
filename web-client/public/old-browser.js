// ES3, so that a browser far too old for the page itself, such as an IE kernel, can still say so.
function tellIfTooOld() {
  var capable =
    'noModule' in document.createElement('script') &&
    'fetch' in window &&
    'replaceAll' in String.prototype &&
    'RTCRtpTransceiver' in window;
  if (capable) return;
  document.getElementById('old-browser').removeAttribute('hidden');
  document.getElementById('app').style.display = 'none';
}
tellIfTooOld();
