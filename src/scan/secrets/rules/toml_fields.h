// A table of a TOML document as gitleaks reads it: names without case, and values that are nearly of the right kind.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::scan {

/// What a field may hold. Texts may be numbers and numbers texts, as far as they can be read so; a list may be one
/// item.
enum class TomlKind { kText, kTexts, kNumber, kBoolean, kTable, kTables };

/// Names are asked for in lower case. What is not there is empty.
class TomlFields {
 public:
  explicit TomlFields(const json::object& table);

  [[nodiscard]] std::string text(std::string_view key) const;
  /// A list of texts; one text is cut at its commas.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] double number(std::string_view key) const;
  [[nodiscard]] std::optional<int> whole_number(std::string_view key) const;
  [[nodiscard]] bool boolean(std::string_view key) const;
  [[nodiscard]] std::optional<TomlFields> table(std::string_view key) const;
  [[nodiscard]] std::vector<TomlFields> tables(std::string_view key) const;
  /// Says what is wrong when a field holds something of another kind; empty when all is well.
  [[nodiscard]] std::string wrong_kind(std::initializer_list<std::pair<std::string_view, TomlKind>> kinds) const;
  /// Names other than these.
  [[nodiscard]] std::vector<std::string> unknown(std::initializer_list<std::string_view> known) const;

 private:
  [[nodiscard]] const json::value* find(std::string_view key) const;

  json::object table_;
};

}  // namespace ropewalk::scan
