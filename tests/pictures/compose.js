// Several pictures side by side, in few colours, so that the file is small: a palette, and rows of places in it.
async ({ pictures, gap, colours }) => {
  const images = await Promise.all(pictures.map(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    return image;
  }));
  const canvas = document.createElement("canvas");
  canvas.width = images.reduce((all, image) => all + image.width + gap, -gap);
  canvas.height = Math.max(...images.map((image) => image.height));
  const draw = canvas.getContext("2d");
  draw.fillStyle = "white"; // between pictures of unlike colours
  draw.fillRect(0, 0, canvas.width, canvas.height);
  images.reduce((left, image) => {
    draw.drawImage(image, left, 0);
    return left + image.width + gap;
  }, 0);

  // Of colours that hardly differ the commonest stands for all; the commonest of these make the palette.
  const { data } = draw.getImageData(0, 0, canvas.width, canvas.height);
  const drawn = new Uint32Array(data.buffer);
  const counts = new Map();
  for (const colour of drawn) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const alike = new Map();
  for (const [colour, count] of [...counts].sort((one, other) => other[1] - one[1])) {
    const group = colour & 0xf8f8f8;
    const [first, sum] = alike.get(group) ?? [colour, 0];
    alike.set(group, [first, sum + count]);
  }
  const groups = [...alike.values()].sort((one, other) => other[1] - one[1]).slice(0, colours);
  const kept = groups.map(([colour]) => colour);
  const channels = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
  const palette = kept.map(channels);
  const places = new Map(kept.map((colour, place) => [colour, place]));
  const nearest = (colour) => {
    const own = channels(colour);
    const apart = palette.map((other) => own.reduce((sum, value, at) => sum + (value - other[at]) ** 2, 0));
    const place = apart.indexOf(Math.min(...apart));
    places.set(colour, place);
    return place;
  };
  const pixels = Uint8Array.from(drawn, (colour) => places.get(colour) ?? nearest(colour));
  const text = Array.from({ length: canvas.height }, (_row, y) =>
    btoa(String.fromCharCode(...pixels.subarray(y * canvas.width, (y + 1) * canvas.width))));
  return { width: canvas.width, height: canvas.height, palette: palette.flat(), rows: text };
}
