#include "init/choices.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/strings.h"
#include "toml/read_toml.h"

namespace ropewalk::init {
namespace {

constexpr std::array kTools = {Tool::kRuff,   Tool::kRuffFormat, Tool::kBlack,   Tool::kIsort,
                               Tool::kFlake8, Tool::kMypy,       Tool::kPyright, Tool::kPreCommit};

/// CPython's releases that a pipeline may ask for (devguide.python.org, "Status of Python versions").
const std::vector<std::string>& known_pythons() {
  static const std::vector<std::string> kPythons = {"3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"};
  return kPythons;
}
/// The newest that is taken where a project only says how old its Python may be.
constexpr std::string_view kNewestUsual = "3.13";
/// What is taken when a project says nothing.
const std::vector<std::string>& usual_pythons() {
  static const std::vector<std::string> kPythons = {"3.11", "3.12", "3.13"};
  return kPythons;
}

std::pair<int, int> numbers(std::string_view version) {
  int major = 0;
  int minor = 0;
  const char* const end = version.data() + version.size();
  const auto [after, error] = std::from_chars(version.data(), end, major);
  if (error == std::errc() && after != end && *after == '.') {
    std::from_chars(after + 1, end, minor);
  }
  return {major, minor};
}

/// One clause of a range, about minor versions: what stands behind is left out, so `>=3.11.4` is `>=3.11`.
bool takes(std::string_view clause, std::pair<int, int> version) {
  clause = trim(clause);
  std::size_t sign = 0;
  while (sign < clause.size() && std::string_view("<>=!~^").find(clause[sign]) != std::string_view::npos) {
    ++sign;
  }
  const std::string_view symbol = clause.substr(0, sign);
  const std::string_view text = trim(clause.substr(sign));
  const std::pair<int, int> bound = numbers(text);
  const bool is_exact_patch = std::count(text.begin(), text.end(), '.') > 1;
  if (symbol == ">=" || symbol == "^" || symbol == "~=") {
    return version >= bound && (symbol == ">=" || version.first == bound.first);
  }
  if (symbol == ">") {
    return is_exact_patch ? version >= bound : version > bound;
  }
  if (symbol == "<=") {
    return version <= bound;
  }
  if (symbol == "<") {
    return is_exact_patch ? version <= bound : version < bound;
  }
  if (symbol == "==" || symbol.empty() || symbol == "~") {
    return text.ends_with(".*") && std::count(text.begin(), text.end(), '.') == 1 ? version.first == bound.first
                                                                                  : version == bound;
  }
  return symbol != "!=" || is_exact_patch || version != bound;
}

/// Decides tool by tool.
class Choosing {
 public:
  Choosing(const PythonProject& project, const RepositoryFacts& facts, const Wishes& wishes)
      : project_(project), wishes_(wishes), signs_(project, facts) {}

  Result<Choices> all() {
    if (auto done = pythons(); !done) {
      return fail(std::move(done.error()));
    }
    if (auto done = tools(); !done) {
      return fail(std::move(done.error()));
    }
    choices_.default_branch = wishes_.default_branch.empty() ? "main" : wishes_.default_branch;
    choices_.repository = wishes_.repository;
    because("packages", std::string(name(project_.manager)), project_.manager_reason);
    because("tests", project_.test_folders.empty() ? "none" : fmt::format("{}", fmt::join(project_.test_folders, ", ")),
            project_.test_folders.empty() ? "no test_*.py was found, so no job for them is written" : "they are there");
    coverage();
    return std::move(choices_);
  }

 private:
  void because(std::string what, std::string choice, std::string why) {
    choices_.reasons.push_back({std::move(what), std::move(choice), std::move(why)});
  }

  Result<void> pythons() {
    std::string why;
    if (!wishes_.pythons.empty()) {
      for (const std::string& version : wishes_.pythons) {
        if (numbers(version).first != 3 || numbers(version).second < 7) {
          return fail(ErrorKind::kUsage, fmt::format("no Python '{}'", version), "name versions as 3.12");
        }
      }
      choices_.pythons = wishes_.pythons;
      why = "as you said";
    } else if (!project_.requires_python.empty()) {
      // A range that goes further back than any Python of today says nothing of which ones are meant.
      const bool is_vague =
          project_.classified_pythons.empty() && !pythons_in_range(project_.requires_python, {"3.7"}).empty();
      std::vector<std::string> offered = is_vague ? usual_pythons() : known_pythons();
      if (project_.classified_pythons.empty()) {
        std::erase_if(offered, [](const std::string& version) { return numbers(version) > numbers(kNewestUsual); });
      }
      choices_.pythons = pythons_in_range(project_.requires_python, offered);
      if (!project_.classified_pythons.empty()) {
        std::erase_if(choices_.pythons, [&](const std::string& version) {
          return std::find(project_.classified_pythons.begin(), project_.classified_pythons.end(), version) ==
                 project_.classified_pythons.end();
        });
      }
      if (choices_.pythons.empty()) {
        choices_.pythons = pythons_in_range(project_.requires_python, known_pythons());
      }
      why = fmt::format("it needs Python {}{}", project_.requires_python,
                        project_.classified_pythons.empty() ? "" : " and names these in its classifiers");
    } else if (!project_.classified_pythons.empty()) {
      for (const std::string& version : known_pythons()) {
        if (std::find(project_.classified_pythons.begin(), project_.classified_pythons.end(), version) !=
            project_.classified_pythons.end()) {
          choices_.pythons.push_back(version);
        }
      }
      why = "its classifiers name them";
    }
    if (choices_.pythons.empty()) {
      choices_.pythons = usual_pythons();
      why = "it does not name a known Python";
    }
    because("Python", fmt::format("{}", fmt::join(choices_.pythons, ", ")), why);
    return {};
  }

  void take(Tool tool, std::string what, std::string why) {
    choices_.tools.push_back(tool);
    because(std::move(what), std::string(name(tool)), std::move(why));
  }
  void advise(Tool tool, std::string what) {
    choices_.advice.insert(tool);
    take(tool, std::move(what), "advice only, since it goes by no tool yet; --tools makes it hold");
  }
  /// In a job of its own, or with the hooks.
  void take_own(Tool tool, std::string what, const Sign& sign) {
    if (sign.is_left_to_hooks) {
      because(std::move(what), std::string(name(tool)), "its pre-commit hooks run it");
      return;
    }
    if (!sign.version.empty()) {
      choices_.versions[std::string(package_of(tool))] = sign.version;
    }
    take(tool, std::move(what), sign.text);
  }

  Result<void> tools() {
    choices_.skipped_hooks = signs_.system_hooks();
    choices_.has_only_basic_rules = !signs_.has_ruff_settings() && !project_.declares("ruff");
    return wishes_.tools.empty() ? own_tools() : wished_tools();
  }

  Result<void> wished_tools() {
    for (const std::string& word : wishes_.tools) {
      const std::optional<Tool> tool = find_tool(word);
      if (!tool) {
        std::vector<std::string_view> names;
        for (const Tool known : kTools) {
          names.push_back(name(known));
        }
        return fail(ErrorKind::kUsage, fmt::format("no tool '{}'", word),
                    fmt::format("tools are {}", fmt::join(names, ", ")));
      }
      if (const Sign sign = signs_.of(*tool); !sign.version.empty()) {
        choices_.versions[std::string(package_of(*tool))] = sign.version;
      }
      take(*tool, "tool", "as you said");
    }
    return {};
  }

  Result<void> own_tools() {
    const bool has_chosen = signs_.any();
    choose_linter();
    choose_layout(has_chosen);
    choose_types(has_chosen);
    const Sign hooks = signs_.of(Tool::kPreCommit);
    if (signs_.hook_count() > 0 && choices_.skipped_hooks.size() == signs_.hook_count()) {
      because("hooks", "none", "its hooks call what only a developer's machine has; jobs of their own do the same");
    } else {
      take(Tool::kPreCommit, "hooks",
           hooks.text.empty() ? "the default; its configuration is written, too" : hooks.text);
    }
    return {};
  }

  void choose_linter() {
    const Sign ruff = signs_.of(Tool::kRuff);
    const Sign flake8 = signs_.of(Tool::kFlake8);
    if (!ruff.text.empty()) {
      take_own(Tool::kRuff, "linter", ruff);
    }
    if (!flake8.text.empty()) {
      take_own(Tool::kFlake8, "linter", flake8);
    }
    if (ruff.text.empty() && flake8.text.empty()) {
      take(Tool::kRuff, "linter", "the default; it has no rules of its own, so only what fails when it runs counts");
    }
  }

  void choose_layout(bool has_chosen) {
    const Sign black = signs_.of(Tool::kBlack);
    const Sign format = signs_.of(Tool::kRuffFormat);
    // A package that only needs black may still be laid out by ruff.
    const bool is_only_needed =
        !project_.has_tool("tool.black") && signs_.hook("black") == nullptr && !signs_.calls("black ");
    if (!format.text.empty() && (black.text.empty() || (is_only_needed && signs_.calls("ruff format")))) {
      take_own(Tool::kRuffFormat, "formatter", format);
    } else if (!black.text.empty()) {
      take_own(Tool::kBlack, "formatter", black);
    } else if (has_chosen) {
      because("formatter", "none", "it has chosen its tools, and none that lays code out");
    } else {
      advise(Tool::kBlack, "formatter");
    }
    const Sign isort = signs_.of(Tool::kIsort);
    // Ruff's own rules of import order contradict isort in details, so only one of them has its say.
    if (!isort.text.empty()) {
      take_own(Tool::kIsort, "imports", isort);
    } else if (ruff_sorts_imports()) {
      because("imports", "ruff", "its rules I are on");
    } else if (!has_chosen) {
      advise(Tool::kIsort, "imports");
    }
  }

  void choose_types(bool has_chosen) {
    const Sign pyright = signs_.of(Tool::kPyright);
    const Sign mypy = signs_.of(Tool::kMypy);
    if (!pyright.text.empty() && mypy.text.empty()) {
      take_own(Tool::kPyright, "types", pyright);
    } else if (!mypy.text.empty()) {
      take_own(Tool::kMypy, "types", mypy);
    } else if (has_chosen) {
      because("types", "none", "it has chosen its tools, and none that checks types");
    } else {
      advise(Tool::kMypy, "types");
    }
  }

  [[nodiscard]] bool ruff_sorts_imports() const {
    for (const std::string_view path : {"tool.ruff.lint.select", "tool.ruff.lint.extend-select", "tool.ruff.select"}) {
      const json::value* list = toml::find(project_.pyproject, path);
      if (list == nullptr || !list->is_array()) {
        continue;
      }
      for (const json::value& item : list->get_array()) {
        if (item.is_string() &&
            (item.get_string() == "I" || item.get_string() == "I001" || item.get_string() == "ALL")) {
          return true;
        }
      }
    }
    return false;
  }

  void coverage() {
    if (wishes_.coverage) {
      choices_.coverage = *wishes_.coverage;
      because("coverage", fmt::format("{:g} %", choices_.coverage), wishes_.coverage_from);
      return;
    }
    const json::value* own = toml::find(project_.pyproject, "tool.coverage.report.fail_under");
    if (own != nullptr && own->is_number()) {
      choices_.coverage = own->to_number<double>();
      because("coverage", fmt::format("{:g} %", choices_.coverage), "its own fail_under");
      return;
    }
    because("coverage", fmt::format("{:g} %", choices_.coverage), "the default");
  }

  const PythonProject& project_;
  const Wishes& wishes_;
  Signs signs_;
  Choices choices_;
};

}  // namespace

std::optional<Tool> find_tool(std::string_view word) {
  const auto found = std::find_if(kTools.begin(), kTools.end(), [&](Tool tool) { return name(tool) == word; });
  return found == kTools.end() ? std::nullopt : std::optional(*found);
}

bool Choices::has(Tool tool) const { return std::find(tools.begin(), tools.end(), tool) != tools.end(); }

Result<Choices> choose(const PythonProject& project, const RepositoryFacts& facts, const Wishes& wishes) {
  return Choosing(project, facts, wishes).all();
}

std::vector<std::string> pythons_in_range(std::string_view range, const std::vector<std::string>& offered) {
  std::vector<std::string> found;
  for (const std::string& version : offered) {
    bool is_taken = true;
    for (const std::string_view clause : split(range, ',')) {
      is_taken &= trim(clause).empty() || takes(clause, numbers(version));
    }
    if (is_taken) {
      found.push_back(version);
    }
  }
  return found;
}

}  // namespace ropewalk::init
