#include "scan/secrets/history/object_graph.h"

#include <algorithm>
#include <queue>

namespace ropewalk::scan {

std::uint32_t Names::add(std::string_view name) {
  if (const auto known = numbers_.find(name); known != numbers_.end()) {
    return known->second;
  }
  const auto number = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(name);
  numbers_.emplace(texts_.back(), number);
  return number;
}

ObjectNumber GraphPart::number_of(const ports::ObjectId& id, ObjectNumber named_by) {
  if (const auto number = store_->number(id)) {
    return static_cast<ObjectNumber>(*number);
  }
  missing_.emplace_back(named_by, id);
  return kNoObject;
}

bool GraphPart::add_commit(ObjectNumber number, const CommitFacts& facts) {
  GraphCommit commit{number, number_of(facts.tree, number), {}, facts.commit_time};
  const std::vector<ports::ObjectId>& shallow = store_->shape().shallow;
  if (!std::binary_search(shallow.begin(), shallow.end(), store_->id(number))) {
    for (const ports::ObjectId& parent : facts.parents) {
      commit.parents.push_back(number_of(parent, number));
    }
  }
  commits_.push_back(std::move(commit));
  return true;
}

void GraphPart::add_entry(const TreeEntry& entry, ObjectNumber named_by) {
  // Ids are evenly spread: any bytes of one are a good place.
  Recent& recent = recent_[(entry.id.bytes[0] | std::size_t{entry.id.bytes[1]} << 8U) % kRecent];
  const bool is_known = recent.entry.child != kNoObject && recent.id == entry.id;
  if (!is_known) {
    const ObjectNumber child = number_of(entry.id, named_by);
    if (child == kNoObject) {
      return;
    }
    recent = {entry.id, {child, names_.add(entry.name)}};
  } else if (names_.text(recent.entry.name) != entry.name) {
    recent.entry.name = names_.add(entry.name);
  }
  entries_.push_back(recent.entry);
}

bool GraphPart::add_tree(ObjectNumber number, std::string_view content) {
  Tree tree{number, entries_.size(), 0};
  const bool is_good = read_tree(content, store_->shape().id_size, [&](const TreeEntry& entry) {
    if (!entry.is_foreign()) {
      add_entry(entry, number);
    }
  });
  tree.end = entries_.size();
  trees_.push_back(tree);
  return is_good;
}

void GraphPart::add_tag(ObjectNumber number, const TagFacts& facts) {
  tags_.emplace_back(number, number_of(facts.target, number));
}

ObjectGraph::ObjectGraph(const ports::ObjectStore& store, std::vector<GraphPart> parts)
    : store_(store),
      parts_(std::move(parts)),
      places_(store.count()),
      commits_(store.count()),
      reached_(store.count()) {
  for (std::uint32_t part = 0; part < parts_.size(); ++part) {
    for (std::uint32_t index = 0; index < parts_[part].trees_.size(); ++index) {
      places_[parts_[part].trees_[index].number] = {part, index};
    }
    for (std::uint32_t index = 0; index < parts_[part].commits_.size(); ++index) {
      commits_[parts_[part].commits_[index].number] = {part, index};
    }
    tags_.insert(parts_[part].tags_.begin(), parts_[part].tags_.end());
  }
}

const GraphCommit* ObjectGraph::commit(ObjectNumber number) const {
  const Place place = commits_[number];
  return place.part == kNoPart ? nullptr : &parts_[place.part].commits_[place.index];
}

void ObjectGraph::reach(ObjectNumber tip) {
  std::vector<ObjectNumber> open = {tip};
  const auto go_to = [&](ObjectNumber number) {
    if (number != kNoObject && !reached_[number]) {
      open.push_back(number);
    }
  };
  while (!open.empty()) {
    const ObjectNumber number = open.back();
    open.pop_back();
    if (reached_[number]) {
      continue;
    }
    reached_[number] = true;
    if (const GraphCommit* found = commit(number)) {
      go_to(found->tree);
      for (const ObjectNumber parent : found->parents) {
        go_to(parent);
      }
    } else if (const auto tag = tags_.find(number); tag != tags_.end()) {
      go_to(tag->second);
    } else {
      entries(number, [&](ObjectNumber child, const std::string& /*name*/) { go_to(child); });
    }
  }
}

ObjectNumber ObjectGraph::peeled(ObjectNumber number) const {
  // Tags of tags end: none can name one that names it. Damaged ones might.
  for (std::size_t depth = 0; depth <= tags_.size(); ++depth) {
    const auto tag = tags_.find(number);
    if (tag == tags_.end()) {
      return number;
    }
    number = tag->second;
  }
  return kNoObject;
}

std::vector<ports::ObjectId> ObjectGraph::missing() const {
  // Git does not store the tree without files, and everyone knows it.
  const auto empty_tree = ports::object_id_from_hex("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  std::vector<ports::ObjectId> ids;
  for (const GraphPart& part : parts_) {
    for (const auto& [by, id] : part.missing_) {
      if (reached_[by] && id != *empty_tree) {
        ids.push_back(id);
      }
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<const GraphCommit*> ObjectGraph::oldest_first() const {
  /// A child of a commit, and the one before it in the same list.
  struct Child {
    const GraphCommit* commit = nullptr;
    std::size_t next = 0;
  };
  // By the numbers of commits; 0 ends a list, and so nothing stands there.
  std::vector<Child> children(1);
  std::vector<std::size_t> last_child(reached_.size());
  std::vector<std::size_t> waits_for(reached_.size());
  const auto is_later = [](const GraphCommit* a, const GraphCommit* b) {
    return a->time != b->time ? a->time > b->time : a->number > b->number;
  };
  std::priority_queue<const GraphCommit*, std::vector<const GraphCommit*>, decltype(is_later)> ready(is_later);
  for (const GraphPart& part : parts_) {
    for (const GraphCommit& found : part.commits_) {
      if (!reached_[found.number]) {
        continue;
      }
      for (const ObjectNumber parent : found.parents) {
        if (parent != kNoObject && commit(parent) != nullptr) {
          children.push_back({&found, last_child[parent]});
          last_child[parent] = children.size() - 1;
          ++waits_for[found.number];
        }
      }
      if (waits_for[found.number] == 0) {
        ready.push(&found);
      }
    }
  }
  std::vector<const GraphCommit*> order;
  while (!ready.empty()) {
    const GraphCommit* const next = ready.top();
    ready.pop();
    order.push_back(next);
    for (std::size_t at = last_child[next->number]; at != 0; at = children[at].next) {
      if (--waits_for[children[at].commit->number] == 0) {
        ready.push(children[at].commit);
      }
    }
  }
  return order;
}

std::vector<bool> ObjectGraph::trees_above(const std::vector<bool>& targets) const {
  // Who names whom, turned round, for reached trees alone.
  std::vector<std::uint32_t> begins(store_.count() + 1);
  const auto each_edge = [&](auto&& edge) {
    for (const GraphPart& part : parts_) {
      for (const GraphPart::Tree& tree : part.trees_) {
        for (std::size_t at = tree.begin; reached_[tree.number] && at < tree.end; ++at) {
          edge(tree.number, part.entries_[at].child);
        }
      }
    }
  };
  each_edge([&](ObjectNumber /*parent*/, ObjectNumber child) { ++begins[child + 1]; });
  for (std::size_t number = 1; number < begins.size(); ++number) {
    begins[number] += begins[number - 1];
  }
  std::vector<ObjectNumber> parents(begins.back());
  std::vector<std::uint32_t> filled(begins.begin(), begins.end() - 1);
  each_edge([&](ObjectNumber parent, ObjectNumber child) { parents[filled[child]++] = parent; });

  std::vector<bool> above(store_.count());
  std::vector<ObjectNumber> open;
  for (std::size_t number = 0; number < targets.size(); ++number) {
    if (targets[number]) {
      open.push_back(static_cast<ObjectNumber>(number));
    }
  }
  while (!open.empty()) {
    const ObjectNumber number = open.back();
    open.pop_back();
    for (std::uint32_t at = begins[number]; at < begins[number + 1]; ++at) {
      if (!above[parents[at]]) {
        above[parents[at]] = true;
        open.push_back(parents[at]);
      }
    }
  }
  return above;
}

}  // namespace ropewalk::scan
