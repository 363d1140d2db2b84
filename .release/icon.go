// Icon draws the icon of the program for Windows: two bars, one for each list of
// groups, and the arrow between them.
//
//	go run .release/icon.go > .release/winres/icon.png
package main

import (
	"image"
	"image/color"
	"image/png"
	"log"
	"os"
)

func main() {
	const size = 256
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	dark, blue, light := color.NRGBA{0x16, 0x18, 0x1d, 0xff}, color.NRGBA{0x6c, 0xb6, 0xff, 0xff},
		color.NRGBA{0xd7, 0xda, 0xe0, 0xff}
	fill := func(x0, y0, x1, y1 int, c color.NRGBA) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				img.SetNRGBA(x, y, c)
			}
		}
	}
	fill(8, 8, size-8, size-8, dark)
	for i := range 3 {
		y := 56 + i*56
		fill(40, y, 96, y+28, light)
		fill(160, y, 216, y+28, blue)
	}
	fill(108, 122, 136, 134, blue)
	for i := range 20 { // the head of the arrow
		fill(130+i, 108+i, 131+i, 148-i, blue)
	}
	if err := png.Encode(os.Stdout, img); err != nil {
		log.Fatal(err)
	}
}
