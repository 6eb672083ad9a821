#include "cli/console/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/display.h"
#include "base/strings.h"
#include "cli/console/annotations_text.h"
#include "cli/console/job_row.h"
#include "cli/console/labels.h"
#include "cli/console/markdown_text.h"
#include "report/critical_path.h"

namespace ropewalk::cli {
namespace {

using record::Conclusion;
using report::JobState;
using report::RunState;

constexpr int kSummaryIndent = 4;

std::string_view words(Conclusion conclusion) {
  switch (conclusion) {
    case Conclusion::kSuccess: return "succeeded";
    case Conclusion::kFailure: return "failed";
    case Conclusion::kCancelled: return "was cancelled";
    case Conclusion::kSkipped: return "was skipped";
  }
  return "";
}

/// How a run ended: the beginning of its first line.
struct Ending {
  std::string_view sign;
  Ink ink;
  std::string words;
};

Ending ending_of(const RunState& run, bool is_running) {
  if (!run.finish) {
    return is_running ? Ending{kRunningSign, Ink::kBusy, "is running"} : Ending{"?", Ink::kCareful, "has not ended"};
  }
  const Conclusion conclusion = run.finish->conclusion;
  const std::string time = duration_text(run.finish->duration);
  if (run.finish->is_incomplete && conclusion != Conclusion::kCancelled) {
    return {"!", Ink::kCareful, fmt::format("incomplete after {}", time)};
  }
  if (run.finish->is_interrupted) {
    return {sign(conclusion), ink(conclusion), "was interrupted"};
  }
  return {sign(conclusion), ink(conclusion), fmt::format("{} in {}", words(conclusion), time)};
}

class SummaryText {
 public:
  SummaryText(const SummaryOptions& options, const Palette& palette) : options_(options), palette_(palette) {}

  void add_run(const RunState& run, std::size_t name_width) {
    if (!out_.empty()) {
      out_ += '\n';
    }
    add_title(run);
    add_jobs(run, name_width);
    add_annotations(run);
    add_artifacts(run);
    add_summaries(run);
    add_times(run);
    add_next_steps(run);
  }

  void add_refused() {
    if (options_.refused > 0) {
      out_ += fmt::format("\n{}\n", palette_.paint(Ink::kDim, fmt::format("{} not started: `ropewalk plan` says why",
                                                                          count_text(options_.refused, "workflow"))));
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void heading(std::string_view text) { out_ += fmt::format("\n{}\n", palette_.paint(Ink::kBold, text)); }

  /// `✗ CI failed in 28.9s · Touch the readme · push · main · run 40632712145`, on two lines where one is too short.
  void add_title(const RunState& run) {
    const Ending end = ending_of(run, options_.are_running);
    std::string name = workflow_name(run.start);
    std::string about = fmt::format("{} · run {}", run_about(run.start), run.id.text());
    const auto columns = static_cast<std::size_t>(std::max(options_.columns, 0));
    std::string_view gap = " · ";
    if (columns > 0) {
      const std::size_t others = 2 + 1 + text_width(end.words);
      name = shortened_in_middle(name, columns > others ? columns - others : 1);
      if (others + text_width(name) + text_width(gap) + text_width(about) > columns) {
        gap = "\n  ";
        about = shortened_in_middle(about, std::max<std::size_t>(columns, 4) - 2);
      }
    }
    out_ += fmt::format("{} {} {}{}{}\n", palette_.paint(end.ink, end.sign), palette_.paint(Ink::kBold, name),
                        palette_.paint(end.ink, end.words), gap, palette_.paint(Ink::kDim, about));
  }

  void add_jobs(const RunState& run, std::size_t name_width) {
    constexpr std::size_t kMostGood = 40;
    RowLayout layout;
    layout.columns = options_.columns;
    layout.name_columns = name_width;
    std::size_t good = 0;
    for (const JobState& job : run.jobs) {
      const bool is_good = job.finish && job.finish->conclusion == Conclusion::kSuccess && !job.finish->is_incomplete;
      good += is_good ? 1U : 0U;
      if (is_good && good > kMostGood && !options_.is_complete) {
        continue;
      }
      out_ += whole_job_row(run, job, layout, palette_);
    }
    if (good > kMostGood && !options_.is_complete) {
      out_ += fmt::format("  {} {} more\n", palette_.paint(Ink::kGood, "✓"), good - kMostGood);
    }
  }

  void add_annotations(const RunState& run) {
    const std::size_t most = options_.is_complete ? std::numeric_limits<std::size_t>::max() : 20;
    const std::string text = annotations_text(run, most, options_.columns, palette_);
    if (text.empty()) {
      return;
    }
    heading("Annotations");
    out_ += text;
  }

  /// One of each name: a later one has overwritten those before.
  static std::vector<const record::ArtifactUploaded*> artifacts_of(const RunState& run) {
    std::vector<const record::ArtifactUploaded*> artifacts;
    for (const JobState& job : run.jobs) {
      for (const record::ArtifactUploaded& artifact : job.artifacts) {
        const auto same = std::find_if(artifacts.begin(), artifacts.end(),
                                       [&](const auto* other) { return other->name == artifact.name; });
        if (same == artifacts.end()) {
          artifacts.push_back(&artifact);
        } else {
          *same = &artifact;
        }
      }
    }
    return artifacts;
  }

  void add_artifacts(const RunState& run) {
    const auto artifacts = artifacts_of(run);
    if (artifacts.empty()) {
      return;
    }
    heading("Artifacts");
    std::size_t widest = 0;
    for (const auto* artifact : artifacts) {
      widest = std::max(widest, text_width(printable(artifact->name)));
    }
    for (const auto* artifact : artifacts) {
      out_ += fmt::format("  {}  {}\n", padded(printable(artifact->name), widest),
                          palette_.paint(Ink::kDim, fmt::format("{}, {}", count_text(artifact->files, "file"),
                                                                size_text(artifact->bytes))));
    }
  }

  void add_summaries(const RunState& run) {
    const std::size_t most = options_.is_complete ? std::numeric_limits<std::size_t>::max() : 8;
    bool has_any = false;
    for (const JobState& job : run.jobs) {
      std::string markdown;
      for (const record::SummaryWritten& part : job.summaries) {
        markdown += part.markdown + "\n";
      }
      const std::vector<std::string> lines = markdown_lines(markdown, options_.columns - kSummaryIndent, palette_);
      if (lines.empty()) {
        continue;
      }
      if (!has_any) {
        heading("Summaries");
      }
      has_any = true;
      out_ += fmt::format("  {}\n", job_name(job));
      for (std::size_t i = 0; i < std::min(lines.size(), most); ++i) {
        out_ += fmt::format("    {}\n", lines[i]);
      }
      if (lines.size() > most) {
        out_ += fmt::format(
            "    {}\n", palette_.paint(Ink::kDim, fmt::format("… {} more: ropewalk show {}",
                                                              count_text(lines.size() - most, "line"), run.id.text())));
      }
    }
  }

  /// Where the time went, when there was some; all of it to whoever asks for the run.
  void add_times(const RunState& run) {
    constexpr std::chrono::seconds kWorthTelling{5};
    constexpr std::size_t kMostSteps = 5;
    const bool is_worth_telling =
        run.finish && run.finish->duration >= kWorthTelling && run.finish->conclusion != Conclusion::kCancelled;
    if (!run.finish || (!options_.is_complete && !is_worth_telling)) {
      return;
    }
    const auto least = std::chrono::milliseconds(options_.is_complete ? 100 : 1000);
    const report::CriticalPath path = report::critical_jobs(run);
    const auto steps = report::slowest_steps(run, kMostSteps, least);
    const bool tells_path = path.jobs.size() > 1 || (run.jobs.size() > 1 && !steps.empty() && !path.jobs.empty());
    if (!tells_path && steps.empty()) {
      return;
    }
    heading("Time");
    if (tells_path) {
      add_path(path);
    }
    std::size_t widest = 0;
    for (const report::SlowStep& slow : steps) {
      widest = std::max(widest, duration_text(slow.step->finish->duration).size());
    }
    for (const report::SlowStep& slow : steps) {
      const std::string time = duration_text(slow.step->finish->duration);
      const std::string name = fmt::format("{} › {}", job_name(*slow.job), step_name(slow.step->start));
      const auto columns = static_cast<std::size_t>(std::max(options_.columns, 0));
      out_ += fmt::format("  {}  {}\n", palette_.paint(Ink::kDim, right_aligned(time, widest)),
                          columns > widest + 4 ? shortened_in_middle(name, columns - widest - 4) : name);
    }
  }

  void add_path(const report::CriticalPath& path) {
    std::vector<std::string> names;
    for (const JobState* job : path.jobs) {
      names.push_back(
          fmt::format("{} {}", job_name(*job), palette_.paint(Ink::kDim, duration_text(job->finish->duration))));
    }
    const std::string text = fmt::format("critical path {}: {}", duration_text(path.duration), join(names, " → "));
    const auto columns = static_cast<std::size_t>(std::max(options_.columns, 0));
    bool is_first = true;
    for (const std::string& line : columns > 8 ? wrapped(text, columns - 4) : std::vector<std::string>{text}) {
      out_ += fmt::format("{}{}\n", is_first ? "  " : "    ", line);
      is_first = false;
    }
  }

  void add_next_steps(const RunState& run) {
    if (options_.is_complete || !run.finish || run.finish->conclusion != Conclusion::kFailure) {
      return;
    }
    out_ += fmt::format("\n{}\n",
                        palette_.paint(Ink::kDim, fmt::format("Whole logs: ropewalk logs {} --failed", run.id.text())));
  }

  const SummaryOptions& options_;
  const Palette& palette_;
  std::string out_;
};

}  // namespace

std::string summary(const report::SessionState& session, const SummaryOptions& options, const Palette& palette) {
  SummaryText text(options, palette);
  const std::size_t name_width = name_columns(session, options.columns);
  for (const RunState& run : session.runs) {
    text.add_run(run, name_width);
  }
  text.add_refused();
  return text.take();
}

}  // namespace ropewalk::cli
