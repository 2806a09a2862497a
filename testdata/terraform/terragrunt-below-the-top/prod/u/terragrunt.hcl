terraform {
  source = "${get_repo_root()}/live/modules/marks"
}

inputs = {
  values = { path = get_path_from_repo_root(), up = get_path_to_repo_root(), text = file("${get_terragrunt_dir()}/text.txt") }
}
