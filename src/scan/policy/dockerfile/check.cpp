#include "scan/policy/dockerfile/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "scan/policy/dockerfile/rule.h"
#include "scan/policy/make_finding.h"

namespace ropewalk::scan::policy {
namespace {

constexpr DockerfileRule kRules[] = {check_bases,           check_debian_packages, check_alpine_packages,
                                     check_python_packages, check_copies,          check_runs,
                                     check_users,           check_metadata,        check_secrets};

/// `dockerfile.h` is the source of a program about Dockerfiles, so what has an ending is one with its capital alone.
bool is_dockerfile(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const bool has_ending = name.starts_with("Dockerfile.") || name.starts_with("Containerfile.");
  return name == "Dockerfile" || name == "dockerfile" || name == "Containerfile" || name == "containerfile" ||
         (has_ending && !name.ends_with(".md") && !name.ends_with(".dockerignore")) || name.ends_with(".Dockerfile") ||
         name.ends_with(".dockerfile");
}

std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
}

struct Context {
  std::string folder;
  std::optional<image::IgnoreList> ignored;
};

/// The context of a build: the Dockerfile's folder; the top where that alone has an ignore file. A Dockerfile's own
/// ignore file goes over the folder's.
Context context_of(const Tree& tree, const std::string& path) {
  const std::string folder(folder_of(path));
  for (const auto& [name, context] : {std::pair{path + ".dockerignore", folder},
                                      {folder + ".dockerignore", folder},
                                      {std::string(".dockerignore"), std::string()}}) {
    if (!tree.has(name)) {
      continue;
    }
    const auto text = tree.read(name);
    auto list = image::IgnoreList::read(std::make_shared<const SourceFile>(name, text ? *text : ""));
    // One that cannot be read leaves nothing out.
    return {context, list ? std::optional(std::move(*list)) : std::nullopt};
  }
  return {folder, std::nullopt};
}

/// The rules that the comment in the line above a line takes out there.
bool is_ignored(const SourceFile& file, int line, std::string_view rule, std::string_view alias) {
  for (int above = line - 1; above > 0; --above) {
    const std::string_view text = trim(file.line(static_cast<std::uint32_t>(above)));
    if (!text.starts_with('#')) {
      return false;
    }
    for (const std::string_view mark : {"ropewalk:ignore", "hadolint ignore="}) {
      const std::size_t at = text.find(mark);
      if (at == std::string_view::npos) {
        continue;
      }
      const std::string names = replace_all(text.substr(at + mark.size()), ",", " ");
      for (const std::string_view name : split(names, ' ')) {
        if (name == rule || (!alias.empty() && name == alias)) {
          return true;
        }
      }
    }
  }
  return false;
}

Location place_at(const SourceFile& file, Span span) {
  const LineColumn begin = file.locate(span.begin);
  const LineColumn end = file.locate(span.end);
  return {file.name(), static_cast<int>(begin.line), static_cast<int>(begin.column), static_cast<int>(end.line),
          static_cast<int>(end.column)};
}

Report check_one(const Tree& tree, const std::string& path) {
  Report report;
  auto text = tree.read(path);
  if (!text) {
    report.trouble.push_back({{path}, "unreadable", text.error().message, {}});
    return report;
  }
  ++report.looked_at;
  report.bytes += text->size();
  const auto file = std::make_shared<const SourceFile>(path, std::move(*text));
  if (trim(file->text()).empty()) {
    report.skipped.push_back({{path}, "empty", "the file is empty"});
    return report;
  }
  const image::dockerfile::ReadResult read = image::dockerfile::read_dockerfile(file);
  for (const Error& error : read.errors) {
    Location place =
        error.place.has_place() ? place_at(*error.place.file, error.place.span) : Location{path, 0, 0, 0, 0};
    report.findings.push_back(make_finding({.rule = "dockerfile-invalid",
                                            .severity = Severity::kMedium,
                                            .message = error.message,
                                            .hint = error.hint,
                                            .place = std::move(place),
                                            .subject = error.message}));
  }
  if (!read.errors.empty() || read.dockerfile.stages.empty()) {
    return report;
  }
  Context context = context_of(tree, path);
  DockerfileView view{read.dockerfile, path, tree, {}, std::move(context.folder), std::move(context.ignored)};
  for (const Stage& stage : read.dockerfile.stages) {
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name == "RUN") {
        if (instruction.array) {
          view.runs.push_back({&stage, &instruction, commands_of(*instruction.array)});
          continue;
        }
        std::string commands = instruction.text;
        for (const auto& heredoc : instruction.heredocs) {
          commands += "\n" + heredoc.content + heredoc.name;
        }
        view.runs.push_back({&stage, &instruction, split_commands(commands)});
      }
    }
  }
  Told told(view, report.findings);
  for (const DockerfileRule rule : kRules) {
    rule(view, told);
  }
  return report;
}

}  // namespace

void Told::add(std::string_view rule, std::string_view alias, Severity severity, const Instruction& at,
               std::string message, std::string hint, std::string_view subject) {
  add_at(rule, alias, severity, at.name_span, std::move(message), std::move(hint),
         subject.empty() ? std::string_view(at.text) : subject);
}

void Told::add_at(std::string_view rule, std::string_view alias, Severity severity, Span at, std::string message,
                  std::string hint, std::string_view subject) {
  const SourceFile& file = *view_.dockerfile.file;
  Location place = place_at(file, at);
  const bool is_let_be = is_ignored(file, place.line, rule, alias);
  findings_.push_back(make_finding({.rule = rule,
                                    .severity = severity,
                                    .message = std::move(message),
                                    .hint = std::move(hint),
                                    .place = std::move(place),
                                    .subject = std::string(subject)}));
  if (!alias.empty()) {
    findings_.back().details.emplace_back("alias", json_text(alias));
  }
  if (is_let_be) {
    findings_.back().is_suppressed = true;
    findings_.back().suppressed_by = "the comment above it";
  }
}

Report check_dockerfiles(const Tree& tree) {
  Report report;
  for (const std::string& path : tree.files) {
    if (is_dockerfile(path)) {
      merge(report, check_one(tree, path));
    }
  }
  return report;
}

}  // namespace ropewalk::scan::policy
