// Filling in templates of text files: lines that begin with `%%` decide what is there, `%{name}` is a value. See
// templates/README.md for the language.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::text {

/// A member of a list: its fields; a plain text is the field with an empty name.
using TemplateItem = std::map<std::string, std::string, std::less<>>;

struct TemplateValues {
  std::map<std::string, std::string, std::less<>> texts;
  std::map<std::string, std::vector<TemplateItem>, std::less<>> lists;

  void set(std::string name, std::string value) { texts.insert_or_assign(std::move(name), std::move(value)); }
  void add(const std::string& list, TemplateItem item) { lists[list].push_back(std::move(item)); }
  /// A list of plain texts.
  void set_list(const std::string& name, const std::vector<std::string>& items);
  /// A text that is not empty and not `false`, or a list with a member.
  [[nodiscard]] bool is_set(std::string_view name) const;
};

/// Errors: kInternal with `name` and the line, for a name that has no value, a loop over no list, and directives that
/// do not close: templates are ours, so these are bugs.
[[nodiscard]] Result<std::string> fill_template(std::string_view text, const TemplateValues& values,
                                                std::string_view name);

}  // namespace ropewalk::text
