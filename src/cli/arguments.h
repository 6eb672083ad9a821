// The words of a command line after parsing: asked for by the names of a command's options.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ropewalk::cli {

struct Command;

class Arguments {
 public:
  Arguments() = default;
  Arguments(std::map<std::string, std::vector<std::string>, std::less<>> options, std::vector<std::string> operands)
      : options_(std::move(options)), operands_(std::move(operands)) {}

  /// True when the option was given.
  [[nodiscard]] bool has(std::string_view option) const { return options_.contains(option); }
  /// The last value given; nothing without one.
  [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
  [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
  [[nodiscard]] const std::vector<std::string>& operands() const { return operands_; }

  /// Values of the form `NAME=VALUE`, in order. Errors: kUsage for one without `=` or without a name; `form` is what
  /// the option's help calls the value.
  [[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> pairs(
      std::string_view option, std::string_view form = "NAME=VALUE") const;
  /// A whole number from `least` on. Errors: kUsage for anything else; `otherwise` when the option was not given.
  [[nodiscard]] Result<int> number(std::string_view option, int least, int otherwise) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> options_;
  std::vector<std::string> operands_;
};

/// Parses the words after a command's name. Errors: kUsage, with a suggestion for an unknown option.
[[nodiscard]] Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words);

}  // namespace ropewalk::cli
