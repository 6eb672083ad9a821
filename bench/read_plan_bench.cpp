// Times reading and planning: every workflow of a folder, from its bytes to its jobs, on one thread and on two.
// Usage: read_plan_bench FOLDER ROUNDS; prints one JSON object: seconds of the best round for each kind of work, and
// the peak of memory. Workflows are read and planned 50 at a time, about as many as a large repository has.
#include <sys/resource.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/json.h"
#include "plan/event.h"
#include "plan/make_event.h"
#include "plan/make_plan.h"
#include "workflow/reader.h"

namespace {

using Clock = std::chrono::steady_clock;
using ropewalk::SourceFile;
using ropewalk::SourceFilePtr;
namespace plan = ropewalk::plan;
namespace workflow = ropewalk::workflow;

constexpr std::size_t kBatch = 50;

struct Text {
  std::string name;
  std::string content;
};

struct Counts {
  std::size_t jobs = 0;
  std::size_t errors = 0;
};

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

plan::Event push() {
  plan::RepositoryFacts facts;
  facts.full_name = "octo/parcels";
  facts.branch = "main";
  ropewalk::ports::Commit commit;
  commit.sha = std::string(40, 'a');
  commit.message = "Print labels";
  facts.commits = {commit};
  facts.changes = {{ropewalk::ports::ChangeKind::kModified, "src/labels.py"}};
  auto event = plan::make_event({}, facts);
  if (!event) {
    std::exit(1);
  }
  return *std::move(event);
}

/// One thread's share. With `plans` false the workflows are read only.
Counts work(std::span<const Text> texts, const plan::Event& event, bool plans) {
  Counts counts;
  for (std::size_t begin = 0; begin < texts.size(); begin += kBatch) {
    std::vector<std::shared_ptr<const workflow::Workflow>> batch;
    for (const Text& text : texts.subspan(begin, std::min(kBatch, texts.size() - begin))) {
      auto read = workflow::read_workflow(std::make_shared<const SourceFile>(text.name, text.content));
      counts.errors += read.errors.size();
      if (read.workflow) {
        batch.push_back(std::move(read.workflow));
      }
    }
    if (!plans) {
      for (const auto& one : batch) {
        counts.jobs += one->jobs.size();
      }
      continue;
    }
    plan::PlanRequest request;
    request.event = event;
    const auto planned = plan::make_plan(batch, request);
    if (!planned) {
      std::fprintf(stderr, "%s\n", planned.error().message.c_str());
      ++counts.errors;
      continue;
    }
    for (const plan::PlannedRun& run : planned->runs) {
      counts.jobs += run.root.jobs.size();
    }
  }
  return counts;
}

Counts work_on(std::size_t threads, std::span<const Text> texts, const plan::Event& event, bool plans) {
  if (threads == 1) {
    return work(texts, event, plans);
  }
  std::vector<Counts> counts(threads);
  {
    std::vector<std::jthread> running;
    const std::size_t share = (texts.size() + threads - 1) / threads;
    for (std::size_t i = 0; i < threads; ++i) {
      const std::size_t begin = std::min(i * share, texts.size());
      const auto part = texts.subspan(begin, std::min(share, texts.size() - begin));
      running.emplace_back([&counts, &event, part, plans, i] { counts[i] = work(part, event, plans); });
    }
  }
  Counts sum;
  for (const Counts& one : counts) {
    sum.jobs += one.jobs;
    sum.errors += one.errors;
  }
  return sum;
}

double best_of(int rounds, const std::function<void()>& task) {
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const auto start = Clock::now();
    task();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: read_plan_bench FOLDER ROUNDS\n");
    return 2;
  }
  const int rounds = std::max(1, std::atoi(argv[2]));
  const auto paths = files_of(argv[1]);
  std::vector<Text> texts(paths.size());
  ropewalk::json::object answer;
  answer["read_bytes"] = best_of(rounds, [&] {
    for (std::size_t i = 0; i < paths.size(); ++i) {
      texts[i] = {paths[i].string(), read_bytes(paths[i])};
    }
  });
  std::size_t bytes = 0;
  for (const Text& text : texts) {
    bytes += text.content.size();
  }
  const long before = peak_kilobytes();

  const plan::Event event = push();
  Counts counts;
  answer["read_1"] = best_of(rounds, [&] { counts = work_on(1, texts, event, false); });
  answer["plan_1"] = best_of(rounds, [&] { counts = work_on(1, texts, event, true); });
  answer["plan_2"] = best_of(rounds, [&] { counts = work_on(2, texts, event, true); });
  answer["files"] = paths.size();
  answer["bytes"] = bytes;
  answer["jobs"] = counts.jobs;
  answer["errors"] = counts.errors;
  answer["texts_kb"] = before;
  answer["peak_kb"] = peak_kilobytes();
  std::printf("%s\n", ropewalk::to_json_text(answer).c_str());
  return 0;
}
