// The little that is read from TOML files (toml++ stays behind this one file: it is slow to compile).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::actions::builtin {

/// One TOML 1.0 document.
class TomlFile {
 public:
  /// Errors: kInvalid with the place in the file called `name`.
  [[nodiscard]] static Result<TomlFile> parse(std::string_view text, std::string_view name);

  /// True when the dotted path leads to anything.
  [[nodiscard]] bool has(std::string_view path) const;
  /// The string at a dotted path; nothing for anything else.
  [[nodiscard]] std::optional<std::string> text(std::string_view path) const;

 private:
  struct Document;
  /// Shared because documents are immutable and a Result has to be copyable.
  std::shared_ptr<const Document> document_;
};

}  // namespace ropewalk::actions::builtin
