// Package names says how two group names differ, and shows a name so that
// nothing in it stays hidden.
//
// A difference is a set of kinds. Six of them are layers that can be folded
// away (letter case, white space, invisible characters, Unicode forms,
// punctuation, look-alike letters); the kinds of a pair are the smallest set of
// layers that makes the two names the same bytes. The seventh, Similar, is one
// typing error on top, or accents left out.
//
// A name is a string of bytes. A byte that is not part of valid UTF-8 is itself
// under every folding, so that a broken name is never equal to a cleaned one.
//
// What folds, where Unicode leaves a choice:
//
//   - Case is full case folding. The Turkish İ and ı fold with i. Ligatures are
//     Unicode's, though case folding would take them apart.
//   - Spacing drops white space, but never all of it between two numbers:
//     "1 12" and "11 2" are two names.
//   - Punctuation makes each dash, underscore, dot, comma, colon, slash, bar and
//     tilde a space, and drops quotes and brackets. Signs that carry meaning
//     stay: "C", "C#" and "C++" are three names, "R&D" and "RD" are two.
//   - Lookalike folds letters across scripts, never a letter with a digit, nor
//     letters or digits within ASCII or within another script: "Team 1" and
//     "Team l" are two names, and so are "modern" and "modem".
//   - Similar never touches a number, a sign, a Roman numeral, a short word, or a
//     Chinese or Korean word; two words that are both in use are two words.
//
// Which of many names belongs to which is the work of package diff.
package names
