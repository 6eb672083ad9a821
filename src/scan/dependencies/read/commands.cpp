// Packages that are installed by a command on the way: in a Dockerfile's RUN, in a step of a workflow.
#include <fmt/format.h>

#include "base/strings.h"
#include "scan/dependencies/read/entries.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/yaml_values.h"

namespace ropewalk::scan {
namespace {

/// A script, line by line; lines that end with a backslash go on in the next one.
void add_script(std::string_view script, Location place, const std::vector<std::string>& groups, Manifest& into) {
  std::string command;
  Location start = place;
  for (const std::string_view line : split_lines(script)) {
    if (command.empty()) {
      start = place;
    }
    if (line.ends_with('\\')) {
      command += line.substr(0, line.size() - 1);
    } else {
      command += line;
      if (!trim(command).starts_with('#')) {
        add_pip_command(command, start, groups, into);
      }
      command.clear();
    }
    ++place.line;
  }
  if (!command.empty()) {
    add_pip_command(command, start, groups, into);
  }
}

}  // namespace

void read_dockerfile(const ManifestInput& input, Manifest& into) {
  std::string instruction;
  int first = 0;
  int number = 0;
  const auto finish = [&] {
    const std::string_view text = trim(instruction);
    if (equals_ignoring_case(text.substr(0, 4), "RUN ")) {
      add_pip_command(text.substr(4), {.file = input.file, .line = first}, {}, into);
    }
    instruction.clear();
  };
  for (const std::string_view line : split_lines(input.text)) {
    ++number;
    if (trim(line).starts_with('#')) {
      continue;
    }
    if (instruction.empty()) {
      first = number;
    }
    if (const std::string_view content = trim(line); content.ends_with('\\')) {
      instruction += content.substr(0, content.size() - 1);
      instruction += ' ';
      continue;
    }
    instruction += line;
    finish();
  }
  finish();
}

void read_workflow_installs(const ManifestInput& input, Manifest& into) {
  if (input.text.find("pip") == std::string_view::npos) {
    return;
  }
  const YamlFile file(input, into);
  file.each_member(file.find(file.root(), "jobs"), [&](const yaml::Node& name, const yaml::Node& job) {
    file.each_item(file.find(&job, "steps"), [&](const yaml::Node& step) {
      const yaml::Node* run = file.find(&step, "run");
      if (run == nullptr || run->kind != yaml::NodeKind::kScalar) {
        return;
      }
      Location place = file.place(*run);
      // A block's text begins on the line behind its `|`.
      const bool is_block = run->style == yaml::ScalarStyle::kLiteral || run->style == yaml::ScalarStyle::kFolded;
      place.line += is_block ? 1 : 0;
      place.column = 0;
      add_script(run->text, place, {std::string(name.text)}, into);
    });
  });
}

}  // namespace ropewalk::scan
