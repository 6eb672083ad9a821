// Cobertura's XML: packages of classes of lines. A file may have several classes; its name is relative to one of the
// `sources`, which are folders of the machine that measured, so of these only what is relative counts here.
#include <fmt/format.h>

#include <charconv>

#include "report/read/readers.h"
#include "report/read/xml.h"

namespace ropewalk::report {
namespace {

/// `50% (1/2)`: taken and known.
std::pair<int, int> read_conditions(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::size_t slash = text.find('/', open);
  int taken = 0;
  int known = 0;
  if (open != std::string_view::npos && slash != std::string_view::npos) {
    std::from_chars(text.data() + open + 1, text.data() + slash, taken);
    std::from_chars(text.data() + slash + 1, text.data() + text.size(), known);
  }
  return {taken, known};
}

void read_lines(const pugi::xml_node& lines, FileCoverage& file) {
  for (const pugi::xml_node& node : lines.children("line")) {
    const int number = node.attribute("number").as_int();
    if (number <= 0) {
      continue;
    }
    LineCoverage& line = file.lines[number];
    line.hits += node.attribute("hits").as_ullong();
    if (node.attribute("branch").as_bool()) {
      const auto [taken, known] = read_conditions(node.attribute("condition-coverage").value());
      line.branches = known;
      line.branches_taken = taken;
    }
  }
}

/// The folder that names are relative to, below the current one: coverage.py writes the absolute `source` of a layout
/// such as `src/`, whose own folder the names lack.
std::string source_prefix(const pugi::xml_node& root) {
  std::string prefix;
  int sources = 0;
  for (const pugi::xml_node& node : root.child("sources").children("source")) {
    const std::string_view source = node.child_value();
    ++sources;
    if (!source.empty() && source != "." && !source.starts_with('/')) {
      prefix = std::string(source) + "/";
    }
  }
  return sources == 1 ? prefix : "";
}

}  // namespace

Result<Results> read_cobertura(std::string_view text, const ReportFile& file) {
  pugi::xml_document document;
  if (auto read = read_xml(text, file.name, document); !read) {
    return fail(std::move(read.error()));
  }
  Results results;
  results.files.emplace_back(file.name);
  const pugi::xml_node root = document.document_element();
  const std::string prefix = source_prefix(root);
  for (const pugi::xml_node& package : root.child("packages").children("package")) {
    for (const pugi::xml_node& node : package.child("classes").children("class")) {
      const std::string path = node.attribute("filename").value();
      if (!path.empty()) {
        read_lines(node.child("lines"), results.coverage[path.starts_with('/') ? path : prefix + path]);
      }
    }
  }
  return results;
}

}  // namespace ropewalk::report
