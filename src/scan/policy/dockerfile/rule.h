// A rule over a Dockerfile: what it is called, and what it looks at.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "image/context/ignore.h"
#include "image/dockerfile/dockerfile.h"
#include "scan/core/finding.h"
#include "scan/policy/shell.h"
#include "scan/policy/tree.h"

namespace ropewalk::scan::policy {

using image::dockerfile::Dockerfile;
using image::dockerfile::Instruction;
using image::dockerfile::Stage;

/// One RUN with its commands.
struct Run {
  const Stage* stage = nullptr;
  const Instruction* instruction = nullptr;
  std::vector<ShellCommand> commands;
};

/// What all rules look at, made once for a file.
struct DockerfileView {
  const Dockerfile& dockerfile;
  std::string path;
  const Tree& tree;
  std::vector<Run> runs;
  /// The folder that the build most likely has as its context, with `/` at its end; empty for the top.
  std::string context;
  /// What its `.dockerignore`, or the Dockerfile's own, leaves out.
  std::optional<image::IgnoreList> ignored;

  [[nodiscard]] bool is_last(const Stage& stage) const { return &stage == &dockerfile.stages.back(); }
};

/// Where a rule puts what it finds.
class Told {
 public:
  Told(const DockerfileView& view, std::vector<Finding>& findings) : view_(view), findings_(findings) {}

  /// `alias` is the code by which others know the rule (`DL3007`); empty for one of our own.
  void add(std::string_view rule, std::string_view alias, Severity severity, image::dockerfile::Instruction const& at,
           std::string message, std::string hint, std::string_view subject = "");
  /// At a place in the file.
  void add_at(std::string_view rule, std::string_view alias, Severity severity, Span at, std::string message,
              std::string hint, std::string_view subject = "");

 private:
  const DockerfileView& view_;
  std::vector<Finding>& findings_;
};

using DockerfileRule = void (*)(const DockerfileView& view, Told& told);

/// All rules, a group a file in rules/.
void check_bases(const DockerfileView& view, Told& told);
void check_debian_packages(const DockerfileView& view, Told& told);
void check_alpine_packages(const DockerfileView& view, Told& told);
void check_python_packages(const DockerfileView& view, Told& told);
void check_copies(const DockerfileView& view, Told& told);
void check_runs(const DockerfileView& view, Told& told);
void check_users(const DockerfileView& view, Told& told);
void check_metadata(const DockerfileView& view, Told& told);
void check_secrets(const DockerfileView& view, Told& told);

}  // namespace ropewalk::scan::policy
