package overview

import "strings"

// digits are three by five dots. Each row is three bits.
var digits = map[rune][5]uint8{
	'0': {7, 5, 5, 5, 7}, '1': {2, 6, 2, 2, 7}, '2': {7, 1, 7, 4, 7}, '3': {7, 1, 7, 1, 7}, '4': {5, 5, 7, 1, 1},
	'5': {7, 4, 7, 1, 7}, '6': {7, 4, 7, 5, 7}, '7': {7, 1, 1, 1, 1}, '8': {7, 5, 7, 5, 7}, '9': {7, 5, 7, 1, 7},
	'–': {0, 0, 7, 0, 0},
}

// figure draws digits three lines high. A character is two dots high.
func figure(text string) [3]string {
	var out [3]strings.Builder
	for i, r := range text {
		dots := digits[r]
		for y := range out {
			if i > 0 {
				out[y].WriteByte(' ')
			}
			low := uint8(0)
			if y < 2 {
				low = dots[2*y+1]
			}
			for x := uint8(4); x > 0; x >>= 1 {
				out[y].WriteString(halfBlock(dots[2*y]&x > 0, low&x > 0))
			}
		}
	}
	return [3]string{out[0].String(), out[1].String(), out[2].String()}
}

func halfBlock(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}
