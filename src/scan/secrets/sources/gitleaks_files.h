// What gitleaks makes of a file: which it passes over, and the pieces that it reads the others in. Only for results
// that are to be the same as its own; by itself Ropewalk looks at whole files.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "scan/secrets/match/pattern.h"

namespace ropewalk::scan {

/// A piece of a file and the number of its first line, from 1.
struct FilePiece {
  Span span;
  int first_line = 1;
};

/// Pieces of 100,000 bytes, each longer by up to 25,000 so that it ends at an empty line; behind one that was made
/// longer comes what the reader's buffer still held.
[[nodiscard]] std::vector<FilePiece> gitleaks_pieces(std::string_view text);

/// True when the name is an archive's or a compressed file's.
[[nodiscard]] bool is_archive_name(std::string_view path);

/// True when the first bytes are those of a document or a program rather than of a text or a picture.
[[nodiscard]] bool is_application(std::string_view text);

}  // namespace ropewalk::scan
