#include "scan/policy/rules/workflow_view.h"

#include <algorithm>

namespace ropewalk::scan::policy {

std::vector<YamlEntry> jobs_of(const YamlView& view) {
  const yaml::Node* root = view.root();
  const yaml::Node* jobs = root == nullptr ? nullptr : view.find(*root, "jobs");
  return jobs == nullptr ? std::vector<YamlEntry>{} : view.entries(*jobs);
}

std::vector<StepView> steps_of(const YamlView& view) {
  std::vector<StepView> found;
  const auto add = [&](const yaml::Node* job, const yaml::Node& holder) {
    const yaml::Node* steps = view.find(holder, "steps");
    for (const yaml::Node* step : steps == nullptr ? std::vector<const yaml::Node*>{} : view.items(*steps)) {
      found.push_back({job, step});
    }
  };
  for (const auto& [name, job] : jobs_of(view)) {
    add(job, *job);
  }
  const yaml::Node* root = view.root();
  if (const yaml::Node* runs = root == nullptr ? nullptr : view.find(*root, "runs")) {
    add(nullptr, *runs);
  }
  return found;
}

Location place_in(const YamlView& view, const yaml::Node& script, std::string_view text, std::size_t at) {
  Location place = view.place(script);
  // A block's text begins in the line below its key.
  if (script.style == yaml::ScalarStyle::kLiteral) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size()));
    place.line += 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
    place.end_line = place.line;
    place.column = 0;
    place.end_column = 0;
  }
  return place;
}

bool starts_at(const YamlView& view, std::string_view event) {
  const yaml::Node* root = view.root();
  const yaml::Node* on = root == nullptr ? nullptr : view.find(*root, "on");
  if (on == nullptr) {
    return false;
  }
  if (on->kind == yaml::NodeKind::kScalar) {
    return on->text == event;
  }
  for (const yaml::Node* item : view.items(*on)) {
    if (item->text == event) {
      return true;
    }
  }
  return view.find(*on, event) != nullptr;
}

}  // namespace ropewalk::scan::policy
