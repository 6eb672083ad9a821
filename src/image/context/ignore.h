// `.dockerignore`: which files of a folder are no part of a build's context, by the rules of Docker itself (the
// patternmatcher of moby and the file walk of BuildKit): a later pattern overrules an earlier one, `!` takes files back
// in, a pattern that matches a folder matches what is below it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "text/regex.h"

namespace ropewalk::image {

class IgnoreList {
 public:
  /// Reads the file's text. Errors: kInvalid with its place for a pattern that cannot be read.
  [[nodiscard]] static Result<IgnoreList> read(const SourceFilePtr& file);

  /// Whether a path (relative, `/` between its parts) is left out.
  [[nodiscard]] bool is_ignored(std::string_view path) const;
  /// Whether something below an ignored folder may be taken back in: only then it has to be walked.
  [[nodiscard]] bool may_take_back_below(std::string_view folder) const;

 private:
  struct Entry {
    text::Regex regex;
    /// Parts of the pattern up to the first with a wildcard.
    std::vector<std::string> literal_parts;
    bool is_all_literal = false;
    bool takes_back = false;
  };
  std::vector<Entry> entries_;
};

/// A pattern as a regular expression over the whole path. Errors: kInvalid.
[[nodiscard]] Result<std::string> ignore_regex(std::string_view pattern);

}  // namespace ropewalk::image
