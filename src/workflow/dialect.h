// Where GitHub's public test data, which is older than its service, reads differently: one value, which whoever differs
// asks by name, so that nothing needs to know which of the two it works for.
#pragma once

namespace ropewalk::workflow {

/// Checks, texts and permissions of a reader. The defaults are today's GitHub.
struct Dialect {
  /// `artifact-metadata`, `models` and others exist; `write-all` gives them too.
  bool has_newer_permissions = true;
  /// A called workflow whose caller states no permissions may ask for an `id-token`.
  bool calls_may_have_id_token = true;
  /// A filter beside its `-ignore` twin is an error.
  bool forbids_filter_twins = true;
  /// Strings that the older schema wants with some text may be empty.
  bool takes_empty_strings = true;
  /// A container without an image is an error, though none is made from it.
  bool needs_container_image = false;
  /// The error of too many jobs has no place, and other words.
  bool counts_jobs_at_the_end = false;
  /// Errors of calls tell nested jobs and workflows by their names.
  bool tells_callees_by_name = false;
  /// A slip in the error of a bad id.
  bool has_slip_in_id_error = false;
};

/// How the test data reads.
inline constexpr Dialect kTestDataDialect{.has_newer_permissions = false,
                                          .calls_may_have_id_token = false,
                                          .forbids_filter_twins = false,
                                          .takes_empty_strings = false,
                                          .needs_container_image = true,
                                          .counts_jobs_at_the_end = true,
                                          .tells_callees_by_name = true,
                                          .has_slip_in_id_error = true};

}  // namespace ropewalk::workflow
