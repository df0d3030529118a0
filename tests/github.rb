# GitHub's published pipeline: Markdown on standard input, the HTML of a wiki page on standard output.
require "commonmarker"
require "html/pipeline"
require "task_list"
require "task_list/filter"

pipeline = HTML::Pipeline.new(
  [HTML::Pipeline::MarkdownFilter, HTML::Pipeline::SanitizationFilter, TaskList::Filter],
  gfm: true, unsafe: true
)
puts pipeline.call($stdin.read.force_encoding("UTF-8"))[:output].to_s
