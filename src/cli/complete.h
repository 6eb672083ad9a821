// What may stand at a place of the command line: commands, options, and the names that this repository and its earlier
// runs have. The shells' scripts ask for it while the user types.
#pragma once

#include <string>
#include <vector>

#include "cli/outside.h"

namespace ropewalk::cli {

struct Candidate {
  std::string value;
  /// In a few words; may be empty.
  std::string about;
};

struct Candidates {
  std::vector<Candidate> values;
  /// Paths may stand here too.
  bool has_files = false;
  bool has_folders = false;
};

/// What may stand in place of the last word, given the words before it (without the program's name). Only what begins
/// as the last word does, in any case of letters. Nothing is said about errors: a shell has no place for them.
[[nodiscard]] Candidates complete(const std::vector<std::string>& words, Outside& outside);

}  // namespace ropewalk::cli
