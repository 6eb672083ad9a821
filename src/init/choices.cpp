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

constexpr std::array<std::pair<Tool, std::string_view>, 7> kTools = {{{Tool::kRuff, "ruff"},
                                                                      {Tool::kRuffFormat, "ruff-format"},
                                                                      {Tool::kBlack, "black"},
                                                                      {Tool::kIsort, "isort"},
                                                                      {Tool::kMypy, "mypy"},
                                                                      {Tool::kPyright, "pyright"},
                                                                      {Tool::kPreCommit, "pre-commit"}}};

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
      : project_(project), facts_(facts), wishes_(wishes) {}

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

  [[nodiscard]] bool hook(std::string_view id) const {
    return facts_.pre_commit.find("id: " + std::string(id) + "\n") != std::string::npos;
  }
  [[nodiscard]] bool configured(std::string_view file) const {
    return project_.configured.find(file) != project_.configured.end();
  }

  /// One of its Makefile, tox.ini, noxfile.py has it in a command.
  [[nodiscard]] bool calls(std::string_view command) const { return project_.tasks.find(command) != std::string::npos; }

  /// Where the project shows that it uses a tool; empty when it does not.
  [[nodiscard]] std::string sign_of(Tool tool) const {
    const auto either = [](std::initializer_list<std::pair<bool, std::string_view>> signs) {
      for (const auto& [is_there, text] : signs) {
        if (is_there) {
          return std::string(text);
        }
      }
      return std::string();
    };
    switch (tool) {
      case Tool::kRuff:
        return either({{project_.has_tool("tool.ruff"), "pyproject.toml has [tool.ruff]"},
                       {configured("ruff.toml") || configured(".ruff.toml"), "ruff.toml is there"},
                       {project_.declares("ruff"), "it is among its requirements"},
                       {hook("ruff") || hook("ruff-check"), "it is a pre-commit hook"}});
      case Tool::kRuffFormat:
        return either({{project_.has_tool("tool.ruff.format"), "pyproject.toml has [tool.ruff.format]"},
                       {hook("ruff-format"), "it is a pre-commit hook"},
                       {calls("ruff format"), "its own tasks call `ruff format`"},
                       {project_.declares("ruff") && !project_.declares("black") && !project_.has_tool("tool.black"),
                        "it uses ruff and no black"}});
      case Tool::kBlack:
        return either({{project_.has_tool("tool.black"), "pyproject.toml has [tool.black]"},
                       {project_.declares("black"), "it is among its requirements"},
                       {hook("black"), "it is a pre-commit hook"}});
      case Tool::kIsort:
        return either({{project_.has_tool("tool.isort"), "pyproject.toml has [tool.isort]"},
                       {configured(".isort.cfg") || configured("setup.cfg:isort"), "it is configured"},
                       {project_.declares("isort"), "it is among its requirements"},
                       {hook("isort"), "it is a pre-commit hook"}});
      case Tool::kMypy:
        return either(
            {{project_.has_tool("tool.mypy"), "pyproject.toml has [tool.mypy]"},
             {configured("mypy.ini") || configured(".mypy.ini") || configured("setup.cfg:mypy"), "it is configured"},
             {project_.declares("mypy"), "it is among its requirements"},
             {hook("mypy"), "it is a pre-commit hook"}});
      case Tool::kPyright:
        return either(
            {{project_.has_tool("tool.pyright"), "pyproject.toml has [tool.pyright]"},
             {configured("pyrightconfig.json"), "pyrightconfig.json is there"},
             {project_.declares("pyright") || project_.declares("basedpyright"), "it is among its requirements"}});
      case Tool::kPreCommit: return either({{facts_.has_pre_commit, ".pre-commit-config.yaml is there"}});
    }
    return {};
  }

  void take(Tool tool, std::string what, std::string why) {
    choices_.tools.push_back(tool);
    because(std::move(what), std::string(name(tool)), std::move(why));
  }

  Result<void> tools() {
    if (!wishes_.tools.empty()) {
      for (const std::string& word : wishes_.tools) {
        const std::optional<Tool> tool = find_tool(word);
        if (!tool) {
          std::vector<std::string_view> names;
          for (const auto& [known, text] : kTools) {
            names.push_back(text);
          }
          return fail(ErrorKind::kUsage, fmt::format("no tool '{}'", word),
                      fmt::format("tools are {}", fmt::join(names, ", ")));
        }
        take(*tool, "tool", "as you said");
      }
      return {};
    }
    const std::string ruff = sign_of(Tool::kRuff);
    take(Tool::kRuff, "linter", ruff.empty() ? "the default; it has no rules of its own here" : ruff);
    const std::string black = sign_of(Tool::kBlack);
    const std::string format = sign_of(Tool::kRuffFormat);
    // A package that only needs black may still be laid out by ruff.
    const bool is_only_needed = !project_.has_tool("tool.black") && !hook("black") && !calls("black ");
    if (!format.empty() && (black.empty() || (is_only_needed && calls("ruff format")))) {
      take(Tool::kRuffFormat, "formatter", format);
    } else {
      take(Tool::kBlack, "formatter", black.empty() ? "the default, since it does not say which" : black);
    }
    const std::string isort = sign_of(Tool::kIsort);
    if (!isort.empty() || choices_.has(Tool::kBlack)) {
      // Ruff's own rules of import order contradict isort in details, so only one of them has its say.
      if (isort.empty() && ruff_sorts_imports()) {
        because("imports", "ruff", "its rules I are on");
      } else {
        take(Tool::kIsort, "imports", isort.empty() ? "the default beside black" : isort);
      }
    }
    const std::string pyright = sign_of(Tool::kPyright);
    const std::string mypy = sign_of(Tool::kMypy);
    if (!pyright.empty() && mypy.empty()) {
      take(Tool::kPyright, "types", pyright);
    } else {
      take(Tool::kMypy, "types", mypy.empty() ? "the default, since it does not say which" : mypy);
    }
    const std::string hooks = sign_of(Tool::kPreCommit);
    take(Tool::kPreCommit, "hooks", hooks.empty() ? "the default; its configuration is written, too" : hooks);
    return {};
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
  const RepositoryFacts& facts_;
  const Wishes& wishes_;
  Choices choices_;
};

}  // namespace

std::string_view name(Tool tool) {
  const auto found = std::find_if(kTools.begin(), kTools.end(), [&](const auto& pair) { return pair.first == tool; });
  return found == kTools.end() ? "" : found->second;
}

std::optional<Tool> find_tool(std::string_view name) {
  const auto found = std::find_if(kTools.begin(), kTools.end(), [&](const auto& pair) { return pair.second == name; });
  return found == kTools.end() ? std::nullopt : std::optional(found->first);
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
