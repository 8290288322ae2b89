/** A drawn "camera" for a venue: a room in the venue's colour with people at a table. */
export function drawnTrack(number: number, width = 640, height = 360): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const paint = canvas.getContext('2d');
  if (paint === null) throw new Error('no canvas');
  let frame = 0;
  const draw = () => {
    frame += 1;
    const hue = (number * 47) % 360;
    paint.fillStyle = `hsl(${hue} 22% 62%)`;
    paint.fillRect(0, 0, width, height);
    paint.fillStyle = `hsl(${hue} 25% 45%)`;
    paint.fillRect(0, height * 0.72, width, height * 0.28);
    const people = 3 + (number % 4);
    for (let person = 0; person < people; person += 1) {
      const x = (width * (person + 1)) / (people + 1) + Math.sin(frame / 9 + person) * 2;
      const size = height * 0.11;
      paint.fillStyle = `hsl(${(hue + person * 70 + 180) % 360} 30% 32%)`;
      paint.beginPath();
      paint.ellipse(x, height * 0.8, size * 1.3, size * 1.9, 0, Math.PI, 0);
      paint.fill();
      paint.fillStyle = ['#e0b899', '#d3a582', '#c99873'][person % 3] ?? '#d3a582';
      paint.beginPath();
      paint.arc(x, height * 0.5, size * 0.8, 0, Math.PI * 2);
      paint.fill();
      paint.fillStyle = '#262220';
      paint.beginPath();
      paint.arc(x, height * 0.47, size * 0.82, Math.PI, 0);
      paint.fill();
    }
  };
  draw();
  setInterval(draw, 200);
  const track = canvas.captureStream(10).getVideoTracks()[0];
  if (track === undefined) throw new Error('no track');
  return track;
}

/** A drawn slide: a heading and some lines. */
export function drawnSlide(): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1280, 720];
  const paint = canvas.getContext('2d');
  if (paint === null) throw new Error('no canvas');
  const draw = () => {
    paint.fillStyle = '#fdfcf8';
    paint.fillRect(0, 0, 1280, 720);
    paint.fillStyle = '#8c2f26';
    paint.fillRect(80, 150, 1120, 6);
    paint.fillStyle = '#22303c';
    paint.font = '600 56px sans-serif';
    paint.fillText('加装电梯推进情况', 80, 120);
    paint.font = '36px sans-serif';
    for (const [line, text] of [
      '已完成 12 部，施工中 5 部',
      '资金缺口：共康三村、飞虹路',
      '下一步：十二月底前完成意见征询',
    ].entries())
      paint.fillText(`${line + 1}. ${text}`, 100, 250 + line * 90);
  };
  draw();
  setInterval(draw, 500);
  const track = canvas.captureStream(5).getVideoTracks()[0];
  if (track === undefined) throw new Error('no track');
  return track;
}
