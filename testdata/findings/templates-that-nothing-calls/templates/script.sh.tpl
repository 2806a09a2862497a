#!/bin/sh
echo "{{ \"Statement\" }} ${x}"
