// What strangers write, as the expressions of a workflow see it: a title, a branch's name, all of the event; also by
// way of an environment variable or of a job's output.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/policy/rules/workflow_view.h"

namespace ropewalk::scan::policy {

/// A value that the expressions of a text name: `a['b'][0].c` as `a.b.*.c`, in lower case, so that all spellings are
/// one.
struct NamedValue {
  std::string path;
  /// The function whose argument it is, in lower case; empty when it is none.
  std::string function;
  /// Where the expression begins in the text.
  std::size_t at = 0;
};
[[nodiscard]] std::vector<NamedValue> named_values(std::string_view text);

class Untrusted {
 public:
  struct Use {
    /// The value that a stranger writes: `github.event.issue.title`.
    std::string path;
    std::size_t at = 0;
  };

  /// What the outputs of a workflow's jobs hand on.
  [[nodiscard]] static Untrusted of_workflow(const YamlView& view);

  /// The same with a mapping `env` of the holder, which goes over what was known; null for none.
  [[nodiscard]] Untrusted with_environment(const YamlView& view, const yaml::Node* holder) const;

  /// The first value in a text's expressions that would bring a stranger's text into it.
  [[nodiscard]] std::optional<Use> find(std::string_view text) const;

  /// The text with its expressions replaced by the paths of what they name, variables of the environment followed.
  [[nodiscard]] std::string plain(std::string_view text) const;
  /// The same of a shell's script, where `$NAME` is a variable, too.
  [[nodiscard]] std::string plain_script(std::string_view text) const;

 private:
  struct Variable {
    /// The stranger's value in it, if any.
    std::string source;
    std::string plain;
  };
  [[nodiscard]] const Variable* variable(std::string_view path) const;

  /// By path: `env.title`, `needs.a.outputs.title`.
  std::map<std::string, Variable, std::less<>> variables_;
};

}  // namespace ropewalk::scan::policy
