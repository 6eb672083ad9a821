// Packages that are installed by a command on the way: in a Dockerfile's RUN, in a step of a workflow.
#include <algorithm>
#include <memory>
#include <optional>

#include "base/json.h"
#include "base/strings.h"
#include "image/dockerfile/lines.h"
#include "scan/dependencies/read/install_commands.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/yaml_values.h"

namespace ropewalk::scan {
namespace {

using image::dockerfile::LogicalLine;

std::string folder_of(std::string_view file) { return std::string(file.substr(0, file.rfind('/') + 1)); }

/// An instruction as the shell gets it, with the lines of the file counted: what joins lines and comments between them
/// are hidden line ends; the texts below it stay as they are.
std::string script_of(std::string_view raw, std::size_t heredocs_at, char escape) {
  std::string script;
  std::size_t at = 0;
  bool is_continued = false;
  while (at < raw.size()) {
    const std::size_t end = std::min(raw.find('\n', at), raw.size());
    const std::string_view line = raw.substr(at, end - at);
    const std::string_view content = trim(line);
    if (at >= heredocs_at) {
      script += line;
      script += '\n';
    } else if (is_continued && (content.empty() || content.starts_with('#'))) {
      script += kHiddenLineEnd;
    } else {
      is_continued = content.ends_with(escape);
      script += is_continued ? line.substr(0, line.rfind(escape)) : line;
      script += is_continued ? kHiddenLineEnd : '\n';
    }
    at = end + 1;
  }
  return script;
}

/// The words of `["pip", "install", "x"]`; nothing for what is no such array.
std::optional<std::vector<std::string>> read_array(std::string_view text) {
  if (!text.starts_with('[')) {
    return std::nullopt;
  }
  const auto value = parse_json(replace_all(text, std::string(1, kHiddenLineEnd), " "), "array");
  if (!value || !value->is_array()) {
    return std::nullopt;
  }
  std::vector<std::string> words;
  for (const json::value& word : value->get_array()) {
    if (!word.is_string()) {
      return std::nullopt;
    }
    words.emplace_back(word.get_string());
  }
  return words;
}

int line_ends(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == kHiddenLineEnd; }));
}

void add_array(const std::vector<std::string>& words, std::string_view text, int line, InstallCommands& commands) {
  ShellCommand command;
  std::size_t at = 0;
  for (const std::string& word : words) {
    const std::size_t found = text.find(word, at);
    at = found == std::string_view::npos ? at : found;
    command.words.push_back({word, line + line_ends(text.substr(0, at)), true});
  }
  commands.read_command(command);
}

/// Takes a word from the front; blanks and hidden line ends around it are left in front of the text.
std::string take_word(std::string_view& text) {
  constexpr std::string_view kBlanks = " \t\r\x01";
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  const std::size_t end = std::min(text.find_first_of(" \t\r\n\x01", begin), text.size());
  const std::string word(text.substr(begin, end - begin));
  text.remove_prefix(end);
  return word;
}

void add_instruction(const LogicalLine& logical, const SourceFile& file, char escape, InstallCommands& commands) {
  const std::string_view raw = file.text().substr(logical.span.begin, logical.span.end - logical.span.begin);
  const std::size_t heredocs_at =
      logical.heredocs.empty() ? raw.size() : logical.heredocs.front().span.begin - logical.span.begin;
  const std::string script = script_of(raw, heredocs_at, escape);
  std::string_view rest = script;
  std::string name = to_upper(take_word(rest));
  name = name == "ONBUILD" ? to_upper(take_word(rest)) : name;
  if (name != "RUN") {
    return;
  }
  for (std::string_view ahead = rest; take_word(ahead).starts_with("--");) {
    rest = ahead;
  }
  const std::size_t begin = std::min(rest.find_first_not_of(" \t\r\x01"), rest.size());
  const int first = static_cast<int>(file.locate(logical.span.begin).line);
  const int line = first + line_ends(std::string_view(script).substr(0, script.size() - rest.size() + begin));
  rest.remove_prefix(begin);
  if (const auto words = read_array(trim(rest))) {
    add_array(*words, rest, line, commands);
  } else {
    commands.read_script(rest, line);
  }
}

}  // namespace

void read_dockerfile(const ManifestInput& input, Manifest& into) {
  if (to_lower(input.text).find("pip") == std::string::npos && input.text.find("uv") == std::string_view::npos) {
    return;
  }
  const auto file = std::make_shared<const SourceFile>(input.file, std::string(input.text));
  const image::dockerfile::Lines lines = image::dockerfile::read_lines(file);
  for (const Error& error : lines.errors) {
    const LineColumn at = file->locate(error.place.span.begin);
    into.fail({.file = input.file, .line = static_cast<int>(at.line), .column = static_cast<int>(at.column)},
              "invalid-file", error.message);
  }
  // An image is built in the folder of its Dockerfile, or at the top.
  InstallCommands commands(input, {folder_of(input.file), ""}, {}, into);
  for (const LogicalLine& line : lines.lines) {
    add_instruction(line, *file, lines.escape, commands);
  }
}

void read_workflow_installs(const ManifestInput& input, Manifest& into) {
  if (input.text.find("pip") == std::string_view::npos && input.text.find("uv") == std::string_view::npos) {
    return;
  }
  const YamlFile file(input, into);
  const auto folder_in = [&](const yaml::Node* node, std::string_view otherwise) {
    const std::string_view folder = file.text(node, "working-directory");
    return std::string(folder.empty() ? otherwise : folder);
  };
  const auto defaults_of = [&](const yaml::Node* node, std::string_view otherwise) {
    return folder_in(file.find(file.find(node, "defaults"), "run"), otherwise);
  };
  // Steps run at the top of the repository.
  const std::size_t own = input.file.rfind(".github/workflows/");
  const std::string top = own == std::string::npos ? "" : input.file.substr(0, own);
  const std::string usual = defaults_of(file.root(), "");
  file.each_member(file.find(file.root(), "jobs"), [&](const yaml::Node& name, const yaml::Node& job) {
    const std::string jobs_folder = defaults_of(&job, usual);
    file.each_item(file.find(&job, "steps"), [&](const yaml::Node& step) {
      const yaml::Node* run = file.find(&step, "run");
      if (run == nullptr || run->kind != yaml::NodeKind::kScalar) {
        return;
      }
      // A block's text begins on the line behind its `|`.
      const bool is_block = run->style == yaml::ScalarStyle::kLiteral || run->style == yaml::ScalarStyle::kFolded;
      const std::string folder = folder_in(&step, jobs_folder);
      const bool is_known = folder.find('$') == std::string::npos;
      const std::vector<std::string> folders = {top + folder};
      InstallCommands(input, is_known ? folders : std::vector<std::string>(), {std::string(name.text)}, into)
          .read_script(run->text, file.place(*run).line + (is_block ? 1 : 0));
    });
  });
}

}  // namespace ropewalk::scan
