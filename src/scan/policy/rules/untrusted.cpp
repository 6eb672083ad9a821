#include "scan/policy/rules/untrusted.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/strings.h"

namespace ropewalk::scan::policy {
namespace {

/// Values that whoever opens an issue or a pull request chooses (docs.github.com, "Script injections"). `*` stands for
/// one member.
constexpr std::array<std::string_view, 39> kUntrusted = {"github.event.issue.title",
                                                         "github.event.issue.body",
                                                         "github.event.pull_request.title",
                                                         "github.event.pull_request.body",
                                                         "github.event.pull_request.head.ref",
                                                         "github.event.pull_request.head.label",
                                                         "github.event.pull_request.head.repo.default_branch",
                                                         "github.event.pull_request.head.repo.description",
                                                         "github.event.pull_request.head.repo.homepage",
                                                         "github.event.comment.body",
                                                         "github.event.review.body",
                                                         "github.event.review_comment.body",
                                                         "github.event.discussion.title",
                                                         "github.event.discussion.body",
                                                         "github.event.changes.title.from",
                                                         "github.event.changes.body.from",
                                                         "github.event.changes.head.ref.from",
                                                         "github.event.pages.*.page_name",
                                                         "github.event.pages.*.title",
                                                         "github.event.forkee.description",
                                                         "github.event.commits.*.message",
                                                         "github.event.commits.*.author.email",
                                                         "github.event.commits.*.author.name",
                                                         "github.event.commits.*.committer.email",
                                                         "github.event.commits.*.committer.name",
                                                         "github.event.head_commit.message",
                                                         "github.event.head_commit.author.email",
                                                         "github.event.head_commit.author.name",
                                                         "github.event.head_commit.committer.email",
                                                         "github.event.head_commit.committer.name",
                                                         "github.event.merge_group.head_commit.message",
                                                         "github.event.workflow_run.head_branch",
                                                         "github.event.workflow_run.display_title",
                                                         "github.event.workflow_run.head_commit.message",
                                                         "github.event.workflow_run.head_commit.author.email",
                                                         "github.event.workflow_run.head_commit.author.name",
                                                         "github.event.workflow_run.head_repository.description",
                                                         "github.event.workflow_run.pull_requests.*.head.ref",
                                                         "github.head_ref"};

bool is_name_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '-';
}

/// Takes an expression (without `${{` and `}}`) apart, as far as the values and functions in it go.
class Expression {
 public:
  Expression(std::string_view text, std::size_t at, std::vector<NamedValue>& found)
      : text_(text), at_(at), found_(found) {}

  void read() {
    std::vector<std::string> functions;
    for (std::size_t at = 0; at < text_.size();) {
      const char letter = text_[at];
      if (letter == '\'') {
        at = behind_text(at);
      } else if (letter == '(') {
        // Parentheses that only group belong to the function around them.
        const std::string around = functions.empty() ? "" : functions.back();
        functions.push_back(function_.empty() ? around : std::exchange(function_, {}));
        ++at;
      } else if (letter == ')') {
        if (!functions.empty()) {
          functions.pop_back();
        }
        ++at;
      } else if (std::isalpha(static_cast<unsigned char>(letter)) != 0 || letter == '_') {
        at = value(at, functions);
      } else {
        ++at;
      }
    }
  }

 private:
  [[nodiscard]] std::size_t behind_text(std::size_t at) const {
    const std::size_t end = text_.find('\'', at + 1);
    return end == std::string_view::npos ? text_.size() : end + 1;
  }

  [[nodiscard]] std::size_t behind_blanks(std::size_t at) const {
    while (at < text_.size() && std::isspace(static_cast<unsigned char>(text_[at])) != 0) {
      ++at;
    }
    return at;
  }

  /// A name with its members, or the name of a function.
  std::size_t value(std::size_t at, const std::vector<std::string>& functions) {
    std::string path;
    const auto name = [&] {
      const std::size_t begin = at;
      while (at < text_.size() && is_name_letter(text_[at])) {
        ++at;
      }
      path += to_lower(text_.substr(begin, at - begin));
    };
    name();
    for (;;) {
      const std::size_t next = behind_blanks(at);
      if (next >= text_.size()) {
        break;
      }
      if (text_[next] == '.') {
        path += '.';
        at = behind_blanks(next + 1);
        if (at < text_.size() && text_[at] == '*') {
          path += '*';
          ++at;
        } else {
          name();
        }
      } else if (text_[next] == '[') {
        at = index(next + 1, path);
      } else if (text_[next] == '(') {
        function_ = path;
        return next;
      } else {
        break;
      }
    }
    found_.push_back({path, functions.empty() ? "" : functions.back(), at_});
    return at;
  }

  /// `['name']` is a member by its name; any other index may be each.
  std::size_t index(std::size_t at, std::string& path) {
    const std::size_t begin = behind_blanks(at);
    if (begin < text_.size() && text_[begin] == '\'') {
      const std::size_t end = behind_text(begin);
      path += "." + to_lower(text_.substr(begin + 1, end - begin - 2));
      const std::size_t close = text_.find(']', end);
      return close == std::string_view::npos ? text_.size() : close + 1;
    }
    std::size_t close = at;
    for (int depth = 1; close < text_.size(); ++close) {
      depth += text_[close] == '[' ? 1 : 0;
      depth -= text_[close] == ']' ? 1 : 0;
      if (depth == 0) {
        break;
      }
    }
    path += ".*";
    return std::min(close + 1, text_.size());
  }

  std::string_view text_;
  std::size_t at_;
  std::vector<NamedValue>& found_;
  std::string function_;
};

struct Between {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view expression;
};

/// The expressions of a text, with their signs.
std::vector<Between> expressions_of(std::string_view text) {
  std::vector<Between> all;
  for (std::size_t open = text.find("${{"); open != std::string_view::npos;) {
    const std::size_t close = std::min(text.find("}}", open), text.size());
    all.push_back({open, std::min(close + 2, text.size()), text.substr(open + 3, close - std::min(close, open + 3))});
    open = text.find("${{", all.back().end);
  }
  return all;
}

/// Whether a path names what the pattern does (`is_whole`), or something that it is a part of.
bool reaches(std::string_view path, std::string_view pattern, bool is_whole) {
  const auto parts = split(path, '.');
  const auto wanted = split(pattern, '.');
  if (is_whole ? parts.size() != wanted.size() : parts.size() > wanted.size()) {
    return false;
  }
  return std::equal(parts.begin(), parts.end(), wanted.begin(), [](std::string_view part, std::string_view want) {
    return part == want || part == "*" || want == "*";
  });
}

bool reaches(const NamedValue& value, std::string_view pattern) {
  return reaches(value.path, pattern, value.function != "tojson");
}

/// No line ends, so that lines can be counted in what is made of it.
std::string in_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

std::vector<NamedValue> named_values(std::string_view text) {
  std::vector<NamedValue> found;
  for (const Between& one : expressions_of(text)) {
    Expression(one.expression, one.begin, found).read();
  }
  return found;
}

Untrusted Untrusted::of_workflow(const YamlView& view) {
  Untrusted made;
  if (view.root() == nullptr) {
    return made;
  }
  const Untrusted outer = made.with_environment(view, view.root());
  for (const auto& [name, job] : jobs_of(view)) {
    const Untrusted known = outer.with_environment(view, job);
    const yaml::Node* outputs = view.find(*job, "outputs");
    for (const auto& [key, value] : outputs == nullptr ? std::vector<YamlEntry>{} : view.entries(*outputs)) {
      if (const auto use = known.find(value->text)) {
        made.variables_["needs." + to_lower(name->text) + ".outputs." + to_lower(key->text)] = {
            use->path, in_one_line(known.plain(value->text))};
      }
    }
  }
  return made;
}

Untrusted Untrusted::with_environment(const YamlView& view, const yaml::Node* holder) const {
  Untrusted made = *this;
  const yaml::Node* environment = holder == nullptr ? nullptr : view.find(*holder, "env");
  for (const auto& [key, value] : environment == nullptr ? std::vector<YamlEntry>{} : view.entries(*environment)) {
    const auto use = find(value->text);
    made.variables_["env." + to_lower(key->text)] = {use ? use->path : "", in_one_line(plain(value->text))};
  }
  return made;
}

const Untrusted::Variable* Untrusted::variable(std::string_view path) const {
  const auto found = variables_.find(path);
  return found == variables_.end() ? nullptr : &found->second;
}

std::optional<Untrusted::Use> Untrusted::find(std::string_view text) const {
  for (const NamedValue& value : named_values(text)) {
    for (const std::string_view pattern : kUntrusted) {
      if (reaches(value, pattern)) {
        return Use{value.path.find('*') == std::string::npos ? value.path : std::string(pattern), value.at};
      }
    }
    for (const auto& [path, variable] : variables_) {
      if (!variable.source.empty() && reaches(value, path)) {
        return Use{variable.source, value.at};
      }
    }
  }
  return std::nullopt;
}

std::string Untrusted::plain(std::string_view text) const {
  std::string out;
  std::size_t done = 0;
  for (const Between& one : expressions_of(text)) {
    out += text.substr(done, one.begin - done);
    std::vector<NamedValue> values;
    Expression(one.expression, one.begin, values).read();
    for (const NamedValue& value : values) {
      const Variable* known = variable(value.path);
      out += known == nullptr ? value.path : known->plain;
    }
    // What stands in texts of the expression: format('refs/pull/{0}/merge', github.event.number).
    const auto quoted = split(one.expression, '\'');
    for (std::size_t number = 1; number < quoted.size(); number += 2) {
      out += in_one_line(std::string(quoted[number]));
    }
    done = one.end;
  }
  out += text.substr(done);
  return out;
}

std::string Untrusted::plain_script(std::string_view text) const {
  const std::string script = plain(text);
  std::string out;
  for (std::size_t at = 0; at < script.size();) {
    std::size_t begin = at + 1;
    if (script[at] != '$') {
      out += script[at++];
      continue;
    }
    const bool has_brace = begin < script.size() && script[begin] == '{';
    begin += has_brace ? 1 : 0;
    std::size_t end = begin;
    while (end < script.size() && (std::isalnum(static_cast<unsigned char>(script[end])) != 0 || script[end] == '_')) {
      ++end;
    }
    const std::string name = to_lower(std::string_view(script).substr(begin, end - begin));
    const Variable* known = variable("env." + name);
    if (known == nullptr && name != "github_head_ref") {
      out += script[at++];
      continue;
    }
    out += known == nullptr ? "github.head_ref" : known->plain;
    const std::size_t close = has_brace ? script.find('}', end) : end;
    at = !has_brace ? end : close == std::string::npos ? script.size() : close + 1;
  }
  return out;
}

}  // namespace ropewalk::scan::policy
