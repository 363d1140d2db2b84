// Package names says how two group names differ, and displays a name so that nothing in it
// stays hidden.
//
// A difference is a set of kinds. Seven of them are layers that can be folded (letter case,
// white space, invisible characters, Unicode forms, punctuation, accents, look-alike
// letters). The kinds of a pair are the smallest set of layers that makes the two names the
// same bytes. Similar is a typing error that remains when these are folded.
//
// A name is a string of bytes. No layer changes a byte that isn't part of valid UTF-8, so
// that a broken name is never equal to a cleaned one.
//
// What each layer folds where Unicode leaves a choice:
//
//   - Case is full case folding. The Turkish letters ı and İ are other letters than i, and
//     belong to Accents. Ligatures belong to Unicode, although case folding splits them.
//   - Spacing removes white space, but never all of it between two numbers: "1 12" and
//     "11 2" are different names.
//   - Punctuation replaces each dash, underscore, dot, comma, colon, slash, bar and tilde by
//     a space, and removes quotes and brackets. Signs with a meaning are not folded: "C",
//     "C#" and "C++" are three names, "R&D" and "RD" are two.
//   - Lookalike folds letters of different scripts, never a letter with a digit, nor letters
//     or digits within ASCII or within another script: "Team 1" and "Team l" are different
//     names, and so are "modern" and "modem".
//   - Similar never applies to a number, a sign, a Roman numeral, a short word, or a Chinese
//     or Korean word. Two words that are both in use are different words.
//
// Package diff decides which of many names belong together.
package names
