#include "scan/secrets/history/history_hits.h"

#include "base/hash.h"
#include "scan/secrets/history/origin.h"
#include "scan/secrets/report_hits.h"
#include "scan/secrets/sources/inner_texts.h"

namespace ropewalk::scan {

void HistoryHits::know(const Report& earlier) {
  for (const Skipped& one : earlier.skipped) {
    passed_over_.insert(one.place.file);
  }
  for (const Finding& finding : earlier.findings) {
    for (const auto& [key, value] : finding.details) {
      if (key == "secret_sha256") {
        known_.emplace(finding.rule, value, finding.place.file);
      }
    }
  }
}

void HistoryHits::tell_if_passed_over(const std::string& path) {
  auto passed = passed_over(detector_, path);
  if (passed && passed_over_.insert(path).second) {
    skipped.push_back(std::move(*passed));
  }
}

std::vector<FoundInText> HistoryHits::look_at_texts(std::string_view content, const std::string& path,
                                                    const std::optional<ports::ObjectId>& commit) const {
  std::vector<FoundInText> found;
  each_inner_text(content, path, archive_depth_, {.text = [&](std::string_view text, const std::string& name) {
                    found.push_back(look_at_text(text, name, commit));
                  }});
  return found;
}

FoundInText HistoryHits::look_at_text(std::string_view text, const std::string& path,
                                      const std::optional<ports::ObjectId>& commit) const {
  return {path, detector_.detect({.text = text, .path = path, .commit = text_of(commit)})};
}

void HistoryHits::add(const std::vector<FoundInText>& found, const std::optional<ports::ObjectId>& commit) {
  for (const FoundInText& one : found) {
    add(one.hits, one.path, commit);
  }
}

void HistoryHits::add_name(const std::string& path, const ports::ObjectId& commit) {
  add(detector_.detect_in_name(path, text_of(commit)), path, commit);
}

void HistoryHits::add_message(std::string_view message, const std::string& name, const ports::ObjectId& id) {
  add(detector_.detect({.text = message, .path = name, .commit = text_of(id)}), name, id);
}

void HistoryHits::add(const std::vector<Hit>& hits, const std::string& path,
                      const std::optional<ports::ObjectId>& commit) {
  for (const Hit& hit : hits) {
    if (known_.emplace(hit.rule->id, json_text(to_hex(sha256(hit.secret))), path).second) {
      findings.push_back(to_finding(hit, path, commit ? origin_of(store_, *commit) : Origin(), false));
    }
  }
}

void add_not_opened_of_history(const NotOpened& passed, const std::string& id, Report& report) {
  const std::string what = passed.reason == "lfs-pointer" ? "a file of the history: " : "an archive of the history: ";
  add_not_opened({{}, passed.reason, what + passed.message}, id + passed.name, report);
}

std::string HistoryHits::text_of(const std::optional<ports::ObjectId>& id) const {
  return id ? ports::to_hex(*id, store_.shape().id_size) : std::string();
}

}  // namespace ropewalk::scan
